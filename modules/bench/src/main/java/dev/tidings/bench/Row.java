package dev.tidings.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One row of the fan-out table: how many subscribers, how large a payload, and how it is published. Immutable.
 *
 * @param batch publications a request in a closed loop
 * @param perSecond the rate of a paced run; 0 = closed loop
 */
record Row(int subscribers, int payloadBytes, int batch, int perSecond) {

    /** The rows that are compared with other hubs. */
    static final String DEFAULT = "1000x128,5000x128,1000x1024,5000x1024,1000x128/32,1000x128@10,1000x128@100";

    private static final Pattern TEXT = Pattern.compile("(\\d{1,5})x(\\d{1,5})(?:/(\\d{1,2})|@(\\d{1,5}))?");

    /**
     * Reads {@code SUBSCRIBERSxBYTES}, then {@code /BATCH} for NDJSON requests or {@code @RATE} for a paced run.
     *
     * @throws IllegalArgumentException for anything else
     */
    static List<Row> parse(String list) {
        List<Row> rows = new ArrayList<>();
        for (String text : list.split(",", -1)) {
            Matcher parts = TEXT.matcher(text.trim());
            if (!parts.matches()) {
                throw new IllegalArgumentException(
                        "not a row: '" + text + "'; expected such as 1000x128 or 1000x128@10");
            }
            String batch = parts.group(3);
            String rate = parts.group(4);
            rows.add(new Row(
                    Integer.parseInt(parts.group(1)),
                    Integer.parseInt(parts.group(2)),
                    batch == null ? 1 : Integer.parseInt(batch),
                    rate == null ? 0 : Integer.parseInt(rate)));
        }
        return rows;
    }

    String title() {
        String how =
                perSecond > 0 ? perSecond + "/s" : batch > 1 ? "closed loop, " + batch + " a request" : "closed loop";
        return String.format(Locale.ROOT, "%,d × %,d B, %s", subscribers, payloadBytes, how);
    }
}
