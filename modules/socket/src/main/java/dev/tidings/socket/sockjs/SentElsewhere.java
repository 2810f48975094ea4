package dev.tidings.socket.sockjs;

import dev.tidings.edge.Exchange;
import dev.tidings.hub.Pipe;
import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;

/** A request whose messages were passed on to another event loop. Owned by the request's event loop. */
final class SentElsewhere implements Pipe.Receiver {

    private static final byte TAKEN = 1;
    private static final byte REFUSED = 2;
    private static final byte UNKNOWN = 3;

    private final Exchange exchange;
    private final SockJsSession.Sender sender;

    SentElsewhere(Exchange exchange, SockJsSession.Sender sender) {
        this.exchange = exchange;
        this.sender = sender;
    }

    /** What the session's loop does with the messages, and what it says of them. */
    static Pipe.Receiver taking(Pipe pipe, SockJsSession session, String mark, int maxMessageBytes) {
        SockJsSession.Sender answering = new SockJsSession.Sender() {
            @Override
            public void taken() {
                pipe.close(new byte[] {TAKEN});
            }

            @Override
            public void unknown() {
                pipe.close(new byte[] {UNKNOWN});
            }

            @Override
            public void refused() {
                pipe.close(new byte[] {REFUSED});
            }
        };
        return new Pipe.Receiver() {
            @Override
            public void message(byte[] body) {
                session.take(SentMessages.parse(body, maxMessageBytes), mark, answering);
            }

            @Override
            public void closed(Pipe.End end) {
                // the messages were taken, whoever wanted to know
            }
        };
    }

    @Override
    public void message(byte[] message) {
        // the answer is in the end
    }

    @Override
    public void closed(Pipe.End end) {
        byte said = end.isClean() && end.reason().length == 1 ? end.reason()[0] : 0;
        switch (said) {
            case TAKEN -> sender.taken();
            case REFUSED -> sender.refused();
            case UNKNOWN -> sender.unknown();
            default ->
                exchange.fail(new HubException(ErrorCode.OUTCOME_UNKNOWN, "The session's node was lost meanwhile."));
        }
    }
}
