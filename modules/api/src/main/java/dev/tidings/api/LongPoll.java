package dev.tidings.api;

import dev.tidings.edge.Allowance;
import dev.tidings.edge.Exchange;
import dev.tidings.hub.FrameBatch;
import dev.tidings.hub.HubPort;
import dev.tidings.hub.Loop;
import dev.tidings.hub.Outlet;
import dev.tidings.hub.Reset;
import dev.tidings.hub.Session;
import dev.tidings.hub.Subscription;
import dev.tidings.model.ChannelName;
import dev.tidings.model.Disconnect;
import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import dev.tidings.model.Position;
import dev.tidings.model.StartingPoint;

/**
 * A request that is held until its channel has news: a subscription whose first sign of life, whatever it is, ends it.
 * Owned by its event loop. Since the subscription begins right after the position that the client has, nothing can come
 * between looking and waiting; what is answered is then read anew, so that a wake-up may be spurious but never wrong.
 */
final class LongPoll implements Outlet {

    /** When to ask again who has too many live connections: by then one may have ended. */
    private static final long FULL_RETRY_MILLIS = 5_000;

    private final Exchange exchange;
    private final Allowance.Live live;
    private final Loop loop;
    private final Runnable answer;
    private final Session session;
    private final Loop.Timer timer;
    private boolean ended;

    private LongPoll(Exchange exchange, Allowance.Live live, long waitMillis, Runnable answer) {
        this.exchange = exchange;
        this.live = live;
        HubPort port = exchange.port();
        this.loop = port.loop();
        this.answer = answer;
        this.session = port.open(this, exchange.identity().subject(), 0);
        this.timer = loop.schedule(waitMillis, this::wake);
    }

    /**
     * Holds a request.
     *
     * @param after the position that the client has
     * @param waitMillis how long at the most
     * @param answer answers it; called once, on the loop, unless the client goes first or the hub can't be asked
     */
    static void hold(Exchange exchange, ChannelName channel, Position after, long waitMillis, Runnable answer) {
        Allowance.Live live = exchange.allowance().live();
        String refusal = live.refusal();
        if (refusal != null) {
            exchange.fail(
                    new HubException(ErrorCode.TOO_MANY_REQUESTS, refusal).withRetryAfterMillis(FULL_RETRY_MILLIS));
            return;
        }
        LongPoll poll = new LongPoll(exchange, live, waitMillis, answer);
        exchange.response().exceptionHandler(gone -> poll.end());
        exchange.response().closeHandler(gone -> poll.end());
        poll.session
                .subscribe(channel, new StartingPoint.After(after), false)
                .onSuccess(poll::subscribed)
                .onFailure(failure -> poll.failed(exchange, failure));
    }

    private void subscribed(Subscription subscription) {
        if (ended) {
            return;
        }
        if (subscription.subscribed().recovered()) {
            subscription.start();
        } else {
            wake();
        }
    }

    private void failed(Exchange exchange, Throwable failure) {
        if (end()) {
            exchange.fail(failure);
        }
    }

    /** Answers on the next turn of the loop, so that nothing is closed in the middle of its own delivery. */
    private void wake() {
        loop.execute(() -> {
            if (end()) {
                answer.run();
            }
        });
    }

    /** Gives everything back; whether this was the first time. */
    private boolean end() {
        if (ended) {
            return false;
        }
        ended = true;
        timer.cancel();
        session.close();
        live.close();
        return true;
    }

    @Override
    public boolean isWritable() {
        return !ended;
    }

    @Override
    public void deliver(Subscription subscription, FrameBatch batch) {
        wake();
    }

    @Override
    public void reset(Subscription subscription, Reset reset) {
        wake();
    }

    @Override
    public void flush() {
        // the answer flushes itself
    }

    @Override
    public void heartbeat() {
        // a held request says nothing
    }

    @Override
    public String credential() {
        return exchange.identity().credential();
    }

    @Override
    public void disconnect(Disconnect reason, long retryAfterMillis) {
        if (reason == Disconnect.REVOKED) {
            failed(exchange, new HubException(ErrorCode.UNAUTHENTICATED, "the credential was revoked"));
            return;
        }
        wake();
    }
}
