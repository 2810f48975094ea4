package dev.tidings.bench;

/** Opens the wires of one run's subscribers, which share what they may share. Owned by the load loop. */
@FunctionalInterface
interface Wires {

    /**
     * One subscriber's.
     *
     * @param resumeFrom the position to go on from, or empty for "from now on"
     */
    Wire open(String resumeFrom);

    /** A way of listening. Immutable. */
    interface Kind {

        /** Its name for people. */
        String title();

        /** For subscribers of one channel, whose publications carry payloads of one size. */
        Wires wires(String channel, int payloadBytes);
    }
}
