package dev.tidings.log;

import dev.tidings.model.ChannelName;
import dev.tidings.model.Epoch;
import dev.tidings.model.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/**
 * What every store must do, as tests: a store passes them by extending this class. Its log may complete futures on
 * threads of its own; it is driven from several.
 */
public abstract class ChannelLogContract
        implements AppendObligations,
                IdempotencyObligations,
                FenceObligations,
                DocumentObligations,
                LatestObligations,
                ReadObligations,
                RetentionObligations,
                IndexObligations,
                ScanObligations,
                EpochObligations,
                LifeObligations,
                ModelObligations {

    private final HandClock clock = new HandClock();
    private final List<LogDriver> opened = new ArrayList<>();
    private LogDriver log;

    /** Opens an empty store that shares nothing with others. */
    protected abstract ChannelLog openEmpty(LogSetup setup) throws Exception;

    /** Lets the store forget now what is too old, if it does not find out by itself when it is asked. */
    protected void sweep(ChannelLog swept) throws Exception {}

    /** Overridden by a store whose partitions have a share each of the log's bounds. */
    @Override
    public int shares() {
        return 1;
    }

    /** The setup of every store here: three namespaces, epochs from a fixed seed, the clock in the test's hand. */
    protected final LogSetup setup() {
        Random random = new Random(7);
        return new LogSetup(ChannelLogContract::settings, LogLimits.DEFAULT, () -> draw(random), clock);
    }

    private static Epoch draw(Random random) {
        synchronized (random) {
            return Epoch.draw(random);
        }
    }

    private static ChannelSettings settings(ChannelName channel) {
        return switch (channel.namespace()) {
            case "short" -> new ChannelSettings(Kind.LOG, 5, 60_000);
            case "latest" -> new ChannelSettings(Kind.LATEST, 5, 60_000);
            default -> new ChannelSettings(Kind.LOG, 20_000, 86_400_000);
        };
    }

    @BeforeEach
    final void openLog() {
        log = open(LogLimits.DEFAULT);
    }

    @AfterEach
    final void closeLogs() {
        opened.forEach(driver -> LogDriver.await(driver.log().close()));
    }

    @Override
    public final LogDriver log() {
        return log;
    }

    @Override
    public final LogDriver open(LogLimits limits) {
        try {
            LogDriver driver = new LogDriver(openEmpty(setup().with(limits)));
            opened.add(driver);
            return driver;
        } catch (Exception e) {
            throw new AssertionError("the store does not open", e);
        }
    }

    @Override
    public final HandClock clock() {
        return clock;
    }

    @Override
    public final void sweep(LogDriver driver) {
        try {
            sweep(driver.log());
        } catch (Exception e) {
            throw new AssertionError("the store does not sweep", e);
        }
    }
}
