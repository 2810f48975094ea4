package dev.tidings.socket.engineio;

import dev.tidings.hub.Loop;
import dev.tidings.hub.Pipe;

/** The requests of one session that came in on other loops and nodes. Owned by the session's event loop. */
final class PipedRequests implements Pipe.Acceptor {

    private final EngineSession session;
    private final Loop loop;

    PipedRequests(EngineSession session, Loop loop) {
        this.session = session;
        this.loop = loop;
    }

    @Override
    public Pipe.Receiver accept(Pipe pipe, byte[] head) {
        PipedRequest request = PipedRequest.parse(head);
        if (!session.subject().equals(request.subject())) {
            throw EngineRefusal.FORBIDDEN.toException();
        }
        return switch (request.kind()) {
            case POLL -> poll(pipe, request.mark());
            case POST -> new Poster(session, request.mark(), new PipeAnswer(pipe));
            case UPGRADE -> upgrade(pipe);
        };
    }

    private Pipe.Receiver poll(Pipe pipe, String mark) {
        PipeAnswer answer = new PipeAnswer(pipe);
        session.poll(mark, answer);
        return new Poller(session, answer);
    }

    private Pipe.Receiver upgrade(Pipe pipe) {
        EngineRefusal refusal = session.upgradeRefusal();
        if (refusal != null) {
            throw refusal.toException();
        }
        return PipeDuplex.open(pipe, loop, session::upgrade);
    }

    /** A poll that waits elsewhere. Owned by the session's loop. */
    private record Poller(EngineSession session, PipeAnswer answer) implements Pipe.Receiver {

        @Override
        public void message(byte[] message) {
            // there is nothing more to say
        }

        @Override
        public void writable() {
            answer.writable();
        }

        @Override
        public void closed(Pipe.End end) {
            session.gone(answer);
        }
    }

    /** A body that comes from elsewhere. Owned by the session's loop. */
    private record Poster(EngineSession session, String mark, PipeAnswer answer) implements Pipe.Receiver {

        @Override
        public void message(byte[] message) {
            session.post(mark, message, answer);
        }

        @Override
        public void writable() {
            answer.writable();
        }

        @Override
        public void closed(Pipe.End end) {
            // what the body says was said, whoever still wants to know
        }
    }
}
