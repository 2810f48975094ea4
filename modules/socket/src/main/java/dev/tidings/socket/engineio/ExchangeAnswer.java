package dev.tidings.socket.engineio;

import dev.tidings.edge.Exchange;

/** The answer to a request that came in on the session's own loop. Owned by its event loop. */
final class ExchangeAnswer implements Answer {

    private static final String TEXT = "text/plain; charset=UTF-8";

    private final Exchange exchange;

    ExchangeAnswer(Exchange exchange) {
        this.exchange = exchange;
    }

    /** Has this run when the connection is gone; perhaps after the answer. */
    void onGone(Runnable step) {
        exchange.response().exceptionHandler(gone -> step.run());
        exchange.response().closeHandler(gone -> step.run());
    }

    @Override
    public void give(byte[] text) {
        exchange.respond(200, TEXT, text);
    }

    @Override
    public void refuse(EngineRefusal refusal) {
        exchange.respond(refusal.status(), refusal.body());
    }
}
