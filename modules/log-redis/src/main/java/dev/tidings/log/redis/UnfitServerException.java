package dev.tidings.log.redis;

/** A server that must not be used as it is configured. Immutable. */
final class UnfitServerException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UnfitServerException(String message) {
        super(message, null, false, false);
    }
}
