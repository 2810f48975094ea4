package dev.tidings.log.redis;

import java.util.Locale;

/** What an error of the store means for the call that met it. Immutable. */
enum StoreFault {
    /** The script is not known there (any more): nothing was applied, it must be taught. */
    NO_SCRIPT,
    /** There is no room, or writes are off since the disk fails: nothing was applied. */
    FULL,
    /** Another server is responsible: nothing was applied. */
    ELSEWHERE,
    /** Not at this moment: nothing was applied. */
    LATER,
    /** The user may not do that: nothing was applied. */
    DENIED,
    /** The script itself failed. */
    BROKEN,
    /** The connection is gone: nobody knows. */
    LOST;

    /** The fault's kind by the first word of what the server said. */
    static StoreFault of(Throwable cause) {
        String message = String.valueOf(cause.getMessage());
        int space = message.indexOf(' ');
        String word = (space < 0 ? message : message.substring(0, space)).toUpperCase(Locale.ROOT);
        return switch (word) {
            case "NOSCRIPT" -> NO_SCRIPT;
            case "OOM", "MISCONF" -> FULL;
            case "MOVED", "READONLY", "MASTERDOWN" -> ELSEWHERE;
            case "LOADING", "TRYAGAIN", "ASK", "CLUSTERDOWN", "BUSY", "NOREPLICAS" -> LATER;
            case "NOPERM", "NOAUTH", "WRONGPASS", "TIDINGS" -> DENIED;
            case "ERR", "WRONGTYPE", "CROSSSLOT" -> BROKEN;
            default -> LOST;
        };
    }
}
