package dev.tidings.log.embedded;

import dev.tidings.log.ChannelLog;
import dev.tidings.log.DurableLogContract;
import dev.tidings.log.LogSetup;
import dev.tidings.model.Partitions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.IdentityHashMap;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.io.TempDir;

/** The contract of every store, on real files. */
class EmbeddedLogTest extends DurableLogContract {

    @TempDir
    Path directory;

    private final IdentityHashMap<ChannelLog, Path> places = new IdentityHashMap<>();

    @Override
    protected ChannelLog openEmpty(LogSetup setup) throws IOException {
        return open(Files.createTempDirectory(directory, "log"), setup);
    }

    @Override
    protected ChannelLog reopen(ChannelLog closed, LogSetup setup) throws IOException {
        return open(places.get(closed), setup);
    }

    @Override
    protected void sweep(ChannelLog swept) throws InterruptedException {
        for (int partition = 0; partition < Partitions.COUNT; partition++) {
            ((EmbeddedLog) swept).caretaker().sweep(partition);
        }
    }

    private ChannelLog open(Path place, LogSetup setup) throws IOException {
        EmbeddedLog log = EmbeddedLog.open(EmbeddedLogOptions.of(place, setup.settings(), setup.epochs())
                .withLimits(setup.limits())
                .withClock(clockOf(setup.clock()))
                .withTuning(LogUnderTest.SMALL));
        places.put(log, place);
        return log;
    }

    /** Both clocks are the test's. */
    private static LogClock clockOf(LongSupplier clock) {
        return new LogClock() {
            @Override
            public long wallMillis() {
                return clock.getAsLong();
            }

            @Override
            public long monotonicMillis() {
                return clock.getAsLong();
            }
        };
    }
}
