package dev.tidings.socket;

/**
 * Checks UTF-8 as it comes, in pieces cut anywhere (RFC 6455 §8.1, Unicode 15 table 3-7). Pure functions over a state of one
 * number: 0 between characters; else how many bytes are missing, and between which bounds the next one lies.
 */
public final class Utf8 {

    /** The state between characters. */
    public static final int WHOLE = 0;

    /** The state after a byte that can't stand where it stands. */
    public static final int BROKEN = -1;

    private Utf8() {}

    /** The state after bytes {@code from} (inclusive) to {@code to} (exclusive), from the state before them. */
    public static int next(int state, byte[] bytes, int from, int to) {
        int now = state;
        for (int i = from; i < to && now != BROKEN; i++) {
            int b = bytes[i] & 0xff;
            if (now != WHOLE) {
                now = continued(now, b);
            } else if (b >= 0x80) {
                now = begun(b);
            }
        }
        return now;
    }

    private static int continued(int state, int b) {
        int least = state >> 8 & 0xff;
        int most = state & 0xff;
        if (b < least || b > most) {
            return BROKEN;
        }
        int missing = (state >> 16) - 1;
        return missing == 0 ? WHOLE : expecting(missing, 0x80, 0xbf);
    }

    private static int begun(int b) {
        if (b < 0xc2 || b > 0xf4) {
            return BROKEN;
        }
        if (b < 0xe0) {
            return expecting(1, 0x80, 0xbf);
        }
        if (b < 0xf0) {
            return expecting(2, b == 0xe0 ? 0xa0 : 0x80, b == 0xed ? 0x9f : 0xbf);
        }
        return expecting(3, b == 0xf0 ? 0x90 : 0x80, b == 0xf4 ? 0x8f : 0xbf);
    }

    private static int expecting(int missing, int least, int most) {
        return missing << 16 | least << 8 | most;
    }
}
