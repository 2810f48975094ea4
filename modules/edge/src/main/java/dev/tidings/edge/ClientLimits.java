package dev.tidings.edge;

/**
 * How much of a node one client may have. Immutable. A rate is what may go on for ever; twice as much may come at once.
 *
 * @param connectionsPerAddress open at a time from one IPv4 address or IPv6 /64
 * @param connectsPerSecond new connections of one address; as many as it may have open may come at once
 * @param requestsPerSecond of one address, the commands of its live connections among them
 * @param writesPerSecond of one address: requests with an unsafe method, each item of a batch, commands that write
 * @param connectionsPerUser live ones: event streams and sockets
 * @param requestsPerSecondPerUser as those of an address
 * @param writesPerSecondPerUser as those of an address
 * @param commandsPerSecond of one live connection
 * @param sparesLoopback whether the limits per address and user leave loopback out: behind it are the operator and his own
 *     reverse proxy, whose clients can't be told apart
 */
public record ClientLimits(
        int connectionsPerAddress,
        int connectsPerSecond,
        int requestsPerSecond,
        int writesPerSecond,
        int connectionsPerUser,
        int requestsPerSecondPerUser,
        int writesPerSecondPerUser,
        int commandsPerSecond,
        boolean sparesLoopback) {

    /**
     * 2,000 connections, 100 new ones, 1,000 requests and 500 writes a second of an address; 100, 500 and 250 of a user;
     * 5,000 commands a second.
     */
    public static final ClientLimits DEFAULT = new ClientLimits(2_000, 100, 1_000, 500, 100, 500, 250, 5_000, true);

    /** @throws IllegalArgumentException unless all are positive */
    public ClientLimits {
        int[] all = {
            connectionsPerAddress,
            connectsPerSecond,
            requestsPerSecond,
            writesPerSecond,
            connectionsPerUser,
            requestsPerSecondPerUser,
            writesPerSecondPerUser,
            commandsPerSecond
        };
        for (int limit : all) {
            if (limit <= 0) {
                throw new IllegalArgumentException("a limit is not positive: " + limit);
            }
        }
    }
}
