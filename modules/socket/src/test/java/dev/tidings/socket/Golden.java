package dev.tidings.socket;

/** Compares what was said with what is written down. Pure functions. */
public final class Golden {

    private Golden() {}

    /** Whether a line is as shown: the parts between the dots are there, in order, from its beginning to its end. */
    public static boolean matches(String shown, String line) {
        String[] parts = shown.split("…", -1);
        if (!line.startsWith(parts[0]) || !line.endsWith(parts[parts.length - 1])) {
            return false;
        }
        int at = 0;
        for (String part : parts) {
            at = line.indexOf(part, at);
            if (at < 0) {
                return false;
            }
            at += part.length();
        }
        return parts.length > 1 || line.equals(shown);
    }
}
