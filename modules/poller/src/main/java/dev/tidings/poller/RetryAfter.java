package dev.tidings.poller;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/** The field {@code Retry-After} (RFC 9110 §10.2.3): seconds, or a date. Pure functions. */
final class RetryAfter {

    private static final int MAX_DIGITS = 9;

    private RetryAfter() {}

    /** For how long to wait, in milliseconds; 0 when it is absent or no such field. */
    static long millis(@Nullable String field, long wallMillis) {
        if (field == null || field.isEmpty()) {
            return 0;
        }
        if (field.length() <= MAX_DIGITS && field.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return Long.parseLong(field) * 1_000;
        }
        try {
            Instant date = Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(field));
            return Math.max(0, date.toEpochMilli() - wallMillis);
        } catch (DateTimeException e) {
            return 0;
        }
    }
}
