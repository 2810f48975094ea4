package dev.tidings.hub.peers;

/**
 * Figures of the peers at one moment. Immutable.
 *
 * @param nodes hub nodes that are members, this one included
 * @param hinting peers that don't acknowledge and get no payloads
 * @param unacknowledgedBytes bytes sent to peers and not acknowledged
 * @param droppedPublications publications that the peers of the moment were not sent, since they didn't acknowledge
 * @param selfCheckFailures how often this node's own address was lost
 * @param unreadable messages that came from no member or could not be read
 */
public record PeerFigures(
        int nodes,
        int hinting,
        long unacknowledgedBytes,
        long droppedPublications,
        long selfCheckFailures,
        long unreadable) {}
