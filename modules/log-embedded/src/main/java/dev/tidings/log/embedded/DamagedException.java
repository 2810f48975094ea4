package dev.tidings.log.embedded;

/** Bytes are not what was written. Its message says what is wrong; whoever knows the file adds the place. */
final class DamagedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    DamagedException(String message) {
        super(message, null, false, false);
    }
}
