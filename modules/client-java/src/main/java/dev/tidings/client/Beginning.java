package dev.tidings.client;

import dev.tidings.model.JsonText;
import dev.tidings.model.Position;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a subscription begins, or goes on after a gap. Immutable.
 *
 * @param position everything after it comes; null in a volatile channel
 * @param recovered whether what was asked for could be given without a gap
 * @param reason why not: {@code trimmed}, {@code epoch} or {@code behind}; null when recovered
 * @param snapshot a collection's documents at the position, when they were asked for or are needed; else null
 */
public record Beginning(
        @Nullable Position position,
        boolean recovered,
        @Nullable String reason,
        @Nullable List<JsonText> snapshot) {}
