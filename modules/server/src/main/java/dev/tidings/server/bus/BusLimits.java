package dev.tidings.server.bus;

/**
 * How much services may ask of a node by the bus. Immutable.
 *
 * @param maxBodyBytes a request's body as JSON
 * @param maxPublicationBytes the data of one publication
 * @param maxReplyBytes a reply; what is larger is refused as too large
 * @param maxRequests requests under way on this node; beyond it they are refused as overloaded
 */
public record BusLimits(int maxBodyBytes, int maxPublicationBytes, int maxReplyBytes, int maxRequests) {

    /** 1 MiB, 64 KiB, 16 MiB, 10,000. */
    public static final BusLimits DEFAULT = new BusLimits(1 << 20, 64 << 10, 16 << 20, 10_000);

    /** The same for other bodies and publications. */
    public BusLimits withSizes(int bodyBytes, int publicationBytes) {
        return new BusLimits(bodyBytes, publicationBytes, maxReplyBytes, maxRequests);
    }
}
