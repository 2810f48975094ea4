package dev.tidings.log.embedded;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.tidings.log.ChannelSettings;
import dev.tidings.log.LogLimits;
import dev.tidings.log.embedded.EmbeddedLogOptions.Tuning;
import dev.tidings.model.ChannelName;
import dev.tidings.model.Epoch;
import dev.tidings.model.Kind;
import io.vertx.core.Future;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.slf4j.LoggerFactory;

/** What the tests of this package open: small files, no reserve, and a caretaker that sleeps, so that tests wake it. */
final class LogUnderTest {

    static final long NEVER_MILLIS = 3_600_000;

    /** Segments of 8 KiB, no cache, so that everything is read back from the files. */
    static final Tuning SMALL =
            new Tuning(8_192, Long.MAX_VALUE, 0, 65_536, 32L << 20, 0, 7L * 24 * 3_600_000, NEVER_MILLIS);

    static final ChannelSettings TEN = new ChannelSettings(Kind.LOG, 10, 86_400_000L);

    private LogUnderTest() {}

    static EmbeddedLogOptions options(Path directory, Random random, LogClock clock) {
        return options(directory, random, clock, name -> TEN);
    }

    static EmbeddedLogOptions options(
            Path directory, Random random, LogClock clock, Function<ChannelName, ChannelSettings> settings) {
        return new EmbeddedLogOptions(
                directory, settings, LogLimits.DEFAULT, () -> Epoch.draw(random), clock, false, SMALL);
    }

    static EmbeddedLog open(EmbeddedLogOptions options, FileLayer files) throws IOException {
        return EmbeddedLog.open(options, files);
    }

    /** Faults made on purpose are not worth a line each. */
    static void silence() {
        logger().setLevel(Level.OFF);
    }

    static void speak() {
        logger().setLevel(null);
    }

    private static Logger logger() {
        return (Logger) LoggerFactory.getLogger(LogUnderTest.class.getPackageName());
    }

    /** The result, within a time limit; throws what the future failed with. */
    static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new AssertionError(e.getCause());
        } catch (InterruptedException | TimeoutException e) {
            throw new AssertionError(e);
        }
    }
}
