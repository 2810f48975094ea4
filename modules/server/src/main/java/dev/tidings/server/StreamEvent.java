package dev.tidings.server;

/**
 * One event of an event stream. Immutable.
 *
 * @param name its name; {@code message} when it had none
 * @param data its data, lines joined by LF
 * @param id the last id that the stream gave; empty when none
 */
record StreamEvent(String name, String data, String id) {}
