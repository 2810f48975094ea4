package dev.tidings.api;

import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Newline-delimited JSON: one value a line, lines ended by LF or CR LF, blank ones skipped. Immutable; pure functions. */
final class NdJson {

    private NdJson() {}

    /**
     * The lines that are not blank, without their ends, not yet looked at.
     *
     * @param max how many at the most
     * @throws HubException {@code too-large} when there are more
     */
    static List<byte[]> lines(byte[] body, int max) {
        List<byte[]> lines = new ArrayList<>();
        int start = 0;
        while (start < body.length) {
            int end = endOfLine(body, start);
            if (!isBlank(body, start, end)) {
                if (lines.size() == max) {
                    throw new HubException(ErrorCode.TOO_LARGE, "more than " + max + " lines");
                }
                lines.add(Arrays.copyOfRange(body, start, end));
            }
            start = end + 1;
        }
        return lines;
    }

    private static int endOfLine(byte[] body, int start) {
        int end = start;
        while (end < body.length && body[end] != '\n') {
            end++;
        }
        return end;
    }

    private static boolean isBlank(byte[] body, int start, int end) {
        for (int i = start; i < end; i++) {
            if (body[i] != ' ' && body[i] != '\t' && body[i] != '\r') {
                return false;
            }
        }
        return true;
    }
}
