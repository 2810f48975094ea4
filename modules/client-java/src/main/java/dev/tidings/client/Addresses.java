package dev.tidings.client;

/** Where the hub listens on the event bus (contract §9). */
final class Addresses {

    static final String PUBLISH = "tidings.publish";
    static final String WRITE = "tidings.write";
    static final String READ = "tidings.read";
    static final String SUBSCRIBE = "tidings.subscribe";

    /** With a random name behind it: where this client listens. */
    static final String CLIENT_PREFIX = "tidings.client.";

    private Addresses() {}
}
