package dev.tidings.log;

import dev.tidings.model.ChannelName;
import dev.tidings.model.Epoch;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * What a store under test is made with. Immutable.
 *
 * @param settings how a channel is kept
 * @param limits its bounds
 * @param epochs where epochs come from; thread-safe
 * @param clock the monotone milliseconds that ages and lives are measured with; thread-safe
 */
public record LogSetup(
        Function<ChannelName, ChannelSettings> settings, LogLimits limits, Supplier<Epoch> epochs, LongSupplier clock) {

    /** The same with other bounds. */
    public LogSetup with(LogLimits otherLimits) {
        return new LogSetup(settings, otherLimits, epochs, clock);
    }
}
