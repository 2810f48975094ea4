package dev.tidings.model;

/** The well-formed byte sequences of UTF-8 (Unicode 15, table 3-7; RFC 3629). Immutable; pure. */
final class JsonUtf8 {

    private JsonUtf8() {}

    /**
     * How many bytes the character of two or more bytes has that begins here.
     *
     * @throws HubException {@code malformed} when it is none: cut, too long, a surrogate or beyond U+10FFFF
     */
    static int sequenceLength(byte[] text, int at) {
        int lead = text[at] & 0xFF;
        int second = at + 1 < text.length ? text[at + 1] & 0xFF : 0;
        int length = lengthOf(lead, second);
        if (length == 0 || at + length > text.length) {
            throw notUtf8();
        }
        for (int i = 2; i < length; i++) {
            if ((text[at + i] & 0xC0) != 0x80) {
                throw notUtf8();
            }
        }
        return length;
    }

    /** The length that the first two bytes tell; 0 when they can't follow one another. */
    private static int lengthOf(int lead, int second) {
        if (lead >= 0xC2 && lead <= 0xDF) {
            return second >= 0x80 && second <= 0xBF ? 2 : 0;
        }
        if (lead >= 0xE0 && lead <= 0xEF) {
            int low = lead == 0xE0 ? 0xA0 : 0x80;
            int high = lead == 0xED ? 0x9F : 0xBF;
            return second >= low && second <= high ? 3 : 0;
        }
        if (lead >= 0xF0 && lead <= 0xF4) {
            int low = lead == 0xF0 ? 0x90 : 0x80;
            int high = lead == 0xF4 ? 0x8F : 0xBF;
            return second >= low && second <= high ? 4 : 0;
        }
        return 0;
    }

    private static HubException notUtf8() {
        return new HubException(ErrorCode.MALFORMED, "the JSON is not UTF-8");
    }
}
