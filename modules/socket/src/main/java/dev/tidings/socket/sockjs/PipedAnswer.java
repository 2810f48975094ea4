package dev.tidings.socket.sockjs;

import dev.tidings.hub.Pipe;
import java.io.ByteArrayOutputStream;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The answer to a request whose session is on another event loop. Owned by the request's event loop. */
final class PipedAnswer implements Pipe.Receiver, LocalReceiver.Listener {

    private static final byte[] NO_REASON = {};

    private final ByteArrayOutputStream frame = new ByteArrayOutputStream();
    private @Nullable Pipe pipe;
    private @Nullable LocalReceiver local;

    /** The pipe is there: the answer begins. */
    void begin(Pipe opened, Function<LocalReceiver.Listener, LocalReceiver> answer) {
        pipe = opened;
        local = answer.apply(this);
    }

    @Override
    public void gone() {
        if (pipe != null) {
            pipe.close(NO_REASON);
        }
    }

    @Override
    public void drained() {
        if (pipe != null) {
            pipe.resume();
        }
    }

    @Override
    public void message(byte[] part) {
        frame.write(part, 1, part.length - 1);
        if (part[0] == PipeReceiver.MORE || local == null) {
            return;
        }
        local.frame(frame.toByteArray());
        frame.reset();
        if (local.flush() && !local.takes() && pipe != null) {
            pipe.pause();
        }
    }

    @Override
    public void closed(Pipe.End end) {
        if (local == null) {
            return;
        }
        if (end.isClean()) {
            local.end();
        } else {
            local.abort();
        }
    }
}
