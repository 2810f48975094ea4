package dev.tidings.api;

import dev.tidings.edge.Exchange;
import io.vertx.core.Future;
import java.util.function.Consumer;

/** Ends an exchange with what the hub says. Immutable; pure. */
final class Reply {

    private Reply() {}

    /** Answers with the result, or with the problem of its failure or of the answer itself: nobody is left waiting. */
    static <T> void with(Exchange exchange, Future<T> result, Consumer<T> answer) {
        result.onComplete(
                value -> {
                    try {
                        answer.accept(value);
                    } catch (RuntimeException e) {
                        exchange.fail(e);
                    }
                },
                exchange::fail);
    }
}
