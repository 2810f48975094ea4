package dev.tidings.hub;

/**
 * Figures of a hub at one moment. Immutable.
 *
 * @param sessions live sessions
 * @param activeChannels channels that are followed on this node
 * @param windowBytes about how much their windows hold
 * @param pendingWrites writes that wait for the log
 * @param logSilentMillis for how long the log has not answered a comparison
 * @param pipes ends of pipes on this node: two for a pipe between its loops, one for a pipe to another node
 * @param pipeBytes bytes that were sent through them
 * @param failures faults of the program that were caught; 0 in a healthy hub
 */
public record HubFigures(
        int sessions,
        int activeChannels,
        long windowBytes,
        int pendingWrites,
        long logSilentMillis,
        int pipes,
        long pipeBytes,
        long failures) {}
