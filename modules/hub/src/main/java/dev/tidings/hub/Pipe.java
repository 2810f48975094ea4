package dev.tidings.hub;

/**
 * Ordered messages both ways between two event loops, of one node or of two: so that a request which came to one loop is
 * answered by the loop that owns its session. Owned by its event loop: every method is called there, and so is its {@link
 * Receiver}.
 *
 * <p>Each message arrives exactly once and in order, or the pipe ends: nothing is ever left out silently. A pipe ends when
 * either side closes it, when the other node leaves, starts again or is silent for five seconds, or when the bus lost
 * something. Who needs more begins anew and resumes by position.
 *
 * <p>How a bridge uses it, here for a poll of the session {@code s1}:
 *
 * <pre>{@code
 * // The loop that owns the session, when it begins; empty when another loop of this node was quicker:
 * Optional<Pipe.Offer> offer = port.offer("sockjs/s1", (pipe, head) -> session.take(pipe, Request.read(head)));
 * // … and when it ends:
 * offer.close();
 *
 * // The loop that got the request and does not know the session:
 * port.connect("", "sockjs/s1", request.bytes(), new Answering(exchange))
 *         .onFailure(cause -> exchange.fail(cause));   // not-found: nobody has it
 * }</pre>
 *
 * The border is guarded where the request came in: origin, credential, limits. {@code head} says whose request it is, and
 * the acceptor compares that with its session's subject and refuses another's by throwing a {@link
 * dev.tidings.model.HubException}, with which the other side's {@code connect} then fails.
 *
 * <p>What a message means is the bridge's business; a body of a request may be one, and an answer one for its head and one
 * for each piece of its body. Arrays are passed, not copied: who gave one away does not write to it any more.
 */
public interface Pipe {

    /** How long an offer's name may be. */
    int MAX_NAME_LENGTH = 255;

    /** How large a request's head may be. */
    int MAX_HEAD_BYTES = 64 << 10;

    /** How large a message may be. */
    int MAX_MESSAGE_BYTES = 1 << 20;

    /** How much may be on its way in one direction before {@link #isWritable} says no; every message counts 16 bytes more. */
    int CREDIT_BYTES = 64 << 10;

    /** Gets what comes through a pipe, on its loop. What it throws ends the pipe. */
    interface Receiver {

        /** A message, at most {@link #MAX_MESSAGE_BYTES}; not empty unless an empty one was sent. */
        void message(byte[] message);

        /** The pipe takes more again, after it was not {@link Pipe#isWritable}. */
        default void writable() {}

        /**
         * The pipe has ended, and all that arrived before was given. Called exactly once, unless this side has called
         * {@link Pipe#close}: then never, and no message comes any more.
         */
        void closed(End end);
    }

    /** Takes pipes to a name that is offered. On the loop that offers it. */
    interface Acceptor {

        /**
         * Takes a pipe, which may be written to at once.
         *
         * @param head what the other side says of its request, at most {@link #MAX_HEAD_BYTES}
         * @return who gets what comes
         * @throws dev.tidings.model.HubException to refuse; {@code not-found} is as if nothing were offered
         */
        Receiver accept(Pipe pipe, byte[] head);
    }

    /** A name that is offered. Owned by the loop that offers it. */
    interface Offer {

        /** Withdraws it: nobody gets here by the name any more. Pipes there are go on. Idempotent. */
        void close();
    }

    /** Why a pipe ended. */
    enum Cause {
        /** The other side closed it, after all that it wrote. */
        CLOSED,
        /** The other node left, started again, or was silent for five seconds. */
        NODE_LEFT,
        /** The bus lost or reordered something, or the other side knows nothing of the pipe. */
        LOST,
        /** Nothing was heard of the other side. */
        TIMED_OUT,
        /** More was written than the credit, or than the other node takes at a time. */
        OVERFLOW,
        /** The program of one side failed. */
        FAILED
    }

    /**
     * How a pipe ended.
     *
     * @param reason what the other side gave to {@link Pipe#close}; empty with every other cause. Not to be written to
     */
    record End(Cause cause, byte[] reason) {

        /** How large a reason may be. */
        public static final int MAX_REASON_BYTES = 1_024;

        private static final byte[] NONE = {};

        /** An end for which nobody gave a reason. */
        public static End of(Cause cause) {
            return new End(cause, NONE);
        }

        /** Whether the other side ended it and everything that it wrote has come. */
        public boolean isClean() {
            return cause == Cause.CLOSED;
        }
    }

    /**
     * Sends a message at the end of this turn of the loop, together with all that is sent until then. It has no effect when
     * the pipe has ended. Whoever goes on although it is not {@link #isWritable} ends the pipe once a message's size more is
     * on its way.
     *
     * @throws IllegalArgumentException when it is too large
     */
    void send(byte[] message);

    /** Whether the credit lasts; false once it has ended. */
    boolean isWritable();

    /** Has no messages given until {@link #resume}; what has come by then waits here, and the other side's credit runs out. */
    void pause();

    /** Goes on after {@link #pause}; messages that wait may be given before it returns. */
    void resume();

    /**
     * Ends the pipe, after what was sent. Idempotent.
     *
     * @param reason for the other side, at most {@link End#MAX_REASON_BYTES}; may be empty
     * @throws IllegalArgumentException when it is too large
     */
    void close(byte[] reason);

    /** Whether it has ended. */
    boolean isClosed();
}
