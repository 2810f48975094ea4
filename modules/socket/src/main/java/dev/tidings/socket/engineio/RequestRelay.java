package dev.tidings.socket.engineio;

import dev.tidings.edge.Exchange;
import dev.tidings.hub.Pipe;
import java.io.ByteArrayOutputStream;
import org.jspecify.annotations.Nullable;

/** A request whose session lives elsewhere, until its answer has come from there. Owned by the event loop it came in on. */
final class RequestRelay implements Pipe.Receiver {

    private static final byte[] NO_REASON = {};

    private final ExchangeAnswer answer;
    private final ByteArrayOutputStream text = new ByteArrayOutputStream();
    private @Nullable Pipe pipe;
    private boolean gone;

    RequestRelay(Exchange exchange) {
        this.answer = new ExchangeAnswer(exchange);
        answer.onGone(this::gone);
    }

    /** The session was found. */
    void found(Pipe opened) {
        pipe = opened;
        if (gone) {
            opened.close(NO_REASON);
        }
    }

    @Override
    public void message(byte[] message) {
        text.writeBytes(message);
    }

    @Override
    public void closed(Pipe.End end) {
        EngineRefusal refusal = PipeAnswer.refusal(end);
        if (refusal == null) {
            answer.give(text.toByteArray());
        } else {
            answer.refuse(refusal);
        }
    }

    private void gone() {
        gone = true;
        if (pipe != null) {
            pipe.close(NO_REASON);
        }
    }
}
