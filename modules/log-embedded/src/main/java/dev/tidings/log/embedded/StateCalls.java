package dev.tidings.log.embedded;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * How the caretaker asks the state thread. Owned by the caretaker: it waits for each answer, within a time limit.
 */
final class StateCalls {

    private static final long LIMIT_SECONDS = 30;

    private final Inbox inbox;
    private boolean isDirect;

    StateCalls(Inbox inbox) {
        this.inbox = inbox;
    }

    /** From now on the state thread is at its end, and its state the caretaker's own. */
    void takeOver() {
        isDirect = true;
    }

    /** The answer. */
    <T> T ask(Supplier<T> question) throws InterruptedException {
        if (isDirect) {
            return question.get();
        }
        return await(answer -> answer.complete(question.get()));
    }

    /** The answer that a step on the state thread gives at once or later. */
    <T> T await(Consumer<CompletableFuture<T>> step) throws InterruptedException {
        CompletableFuture<T> answer = new CompletableFuture<>();
        inbox.put(() -> {
            try {
                step.accept(answer);
            } catch (RuntimeException e) {
                answer.completeExceptionally(e);
            }
        });
        try {
            return answer.get(LIMIT_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new IllegalStateException("the log did not answer its caretaker in " + LIMIT_SECONDS + " s", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }
}
