package dev.tidings.it.clients;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A script that runs under Node.js and talks with the test in lines of JSON. Owned by its test, which closes it. */
public final class NodeScript implements AutoCloseable {

    /** What the test does when its script asks; on the test's thread, one at a time. */
    @FunctionalInterface
    public interface Steps {

        /**
         * Does one thing.
         *
         * @param what its name
         * @param value any JSON value that came with it, or null
         * @return any JSON value for the script, or null
         * @throws Exception which the script gets as the failure of its request
         */
        @Nullable
        Object step(String what, @Nullable Object value) throws Exception;
    }

    private static final long LIMIT_SECONDS = 240;
    private static final int MAX_PRINTED_LINES = 500;

    private final Process process;
    private final OutputStream toScript;
    private final BlockingQueue<Optional<String>> fromScript = new LinkedBlockingQueue<>();
    private final ConcurrentLinkedQueue<String> printed = new ConcurrentLinkedQueue<>();
    private final Thread printing;
    private final long endNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);

    NodeScript(Path folder, String script) throws IOException {
        process = new ProcessBuilder("node", script).directory(folder.toFile()).start();
        toScript = process.getOutputStream();
        read(
                process.getInputStream(),
                line -> fromScript.add(Optional.of(line)),
                () -> fromScript.add(Optional.empty()));
        printing = read(process.getErrorStream(), this::keep, () -> {});
    }

    /** Plays the script to its end. */
    JsonObject play(JsonObject input, Steps steps) throws InterruptedException {
        tell(input);
        for (; ; ) {
            JsonObject line = next();
            if (line.containsKey("result")) {
                Object result = line.getValue("result");
                return result instanceof JsonObject object ? object : new JsonObject().put("result", result);
            } else if (line.containsKey("failed")) {
                throw failure(line.getString("failed"));
            }
            tell(answer(line, steps));
        }
    }

    private static JsonObject answer(JsonObject line, Steps steps) {
        try {
            return new JsonObject().put("answer", steps.step(line.getString("ask"), line.getValue("value")));
        } catch (Exception e) {
            return new JsonObject().put("refused", e.toString());
        }
    }

    private JsonObject next() throws InterruptedException {
        Optional<String> line = fromScript.poll(endNanos - System.nanoTime(), TimeUnit.NANOSECONDS);
        if (line == null) {
            throw failure("the script did not end within " + LIMIT_SECONDS + " s");
        }
        String text = line.orElseThrow(() -> failure("the script ended without a result"));
        try {
            return new JsonObject(text);
        } catch (DecodeException e) {
            throw failure("the script printed between the lines: " + text);
        }
    }

    private void tell(JsonObject line) {
        try {
            toScript.write((line.encode() + "\n").getBytes(UTF_8));
            toScript.flush();
        } catch (IOException e) {
            keep("it reads no more: " + e); // because it ended: what it said last comes next
        }
    }

    /** With all that was printed before, which comes by a way of its own. */
    private AssertionError failure(String text) {
        process.destroyForcibly();
        try {
            printing.join(TimeUnit.SECONDS.toMillis(LIMIT_SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return new AssertionError(text + "\nprinted:\n" + String.join("\n", printed));
    }

    private void keep(String line) {
        printed.add(line);
        if (printed.size() > MAX_PRINTED_LINES) {
            printed.poll();
        }
    }

    private static Thread read(InputStream stream, Consumer<String> line, Runnable end) {
        Thread reader = new Thread(() -> {
            try (BufferedReader lines = new BufferedReader(new InputStreamReader(stream, UTF_8))) {
                lines.lines().forEach(line);
            } catch (IOException | UncheckedIOException e) {
                line.accept(e.toString());
            } finally {
                end.run();
            }
        });
        reader.setDaemon(true);
        reader.start();
        return reader;
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
