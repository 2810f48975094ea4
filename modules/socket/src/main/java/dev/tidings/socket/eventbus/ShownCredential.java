package dev.tidings.socket.eventbus;

import dev.tidings.socket.SocketSession;
import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/**
 * The token that a session's client last showed, so that one which comes with every message is checked once. Owned by its
 * session. Messages that come while a token is checked wait for it, so that they are done in the order sent.
 */
final class ShownCredential {

    /** The last one shown; null when there was none, or it was refused. */
    private @Nullable String latest;

    private @Nullable Future<Void> checking;

    /**
     * What a message waits for before it is done.
     *
     * @param token that the message shows; null when it shows none
     * @return null when there is nothing to wait for; fails as {@link SocketSession#refresh}
     */
    @Nullable
    Future<Void> admit(SocketSession session, @Nullable String token) {
        Future<Void> before = checking;
        if (token == null || token.equals(latest)) {
            return before == null || token != null ? before : before.otherwiseEmpty();
        }
        Future<Void> check = before == null
                ? session.refresh(token, null)
                : before.otherwiseEmpty().compose(over -> session.refresh(token, null));
        latest = token;
        checking = check;
        check.onComplete(done -> {
            if (checking == check) {
                checking = null;
                latest = done.succeeded() ? token : null;
            }
        });
        return check;
    }
}
