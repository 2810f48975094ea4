package dev.tidings.api;

import dev.tidings.edge.Exchange;
import java.util.List;
import java.util.Locale;

/** How long a client wants to be kept waiting for news. Immutable; pure functions. */
final class WaitTime {

    /** The longest wait. */
    static final int MAX_SECONDS = 60;

    private WaitTime() {}

    /**
     * From {@code ?wait=}, else from {@code Prefer: wait=} (RFC 7240 §4.3), of which more than the longest wait is taken as
     * that. Never longer than the caller's credential lives, and not at all while the node is going down.
     *
     * @return milliseconds; 0 = not at all
     */
    static long millis(Exchange exchange) {
        int seconds = exchange.query("wait", -1);
        if (seconds < 0) {
            seconds = preferred(exchange.request().headers().getAll("Prefer"));
        }
        if (exchange.port().isDraining()) {
            return 0;
        }
        long untilExpiry =
                exchange.identity().expiresAtMillis() - exchange.port().loop().wallMillis();
        return Math.max(0, Math.min(seconds * 1_000L, untilExpiry));
    }

    /** The first {@code wait} among the preferences; 0 when there is none that is a number of seconds. */
    static int preferred(List<String> lines) {
        for (String line : lines) {
            for (String preference : line.split(",", 32)) {
                String value = valueOfWait(preference);
                if (!value.isEmpty()) {
                    return seconds(value);
                }
            }
        }
        return 0;
    }

    /** The value when the preference is {@code wait}; its parameters, after a semicolon, mean nothing. */
    private static String valueOfWait(String preference) {
        String pair = preference.split(";", 2)[0];
        int equals = pair.indexOf('=');
        if (equals < 0
                || !pair.substring(0, equals).trim().toLowerCase(Locale.ROOT).equals("wait")) {
            return "";
        }
        String value = pair.substring(equals + 1).trim();
        boolean quoted = value.length() > 2 && value.startsWith("\"") && value.endsWith("\"");
        return quoted ? value.substring(1, value.length() - 1) : value;
    }

    private static int seconds(String digits) {
        if (digits.length() > 9 || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return 0;
        }
        return Math.min(MAX_SECONDS, Integer.parseInt(digits));
    }
}
