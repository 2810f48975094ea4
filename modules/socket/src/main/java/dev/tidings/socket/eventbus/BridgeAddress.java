package dev.tidings.socket.eventbus;

import dev.tidings.model.ChannelName;
import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import java.util.Set;

/** The addresses of the bridge, all that there are (contract §7, §9). Pure functions. */
final class BridgeAddress {

    /** A channel's address is this and its name. */
    static final String CHANNEL = "tidings.channel.";

    /** Makes a publication. */
    static final String PUBLISH = "tidings.publish";

    /** Changes a document. */
    static final String WRITE = "tidings.write";

    /** Reads a collection or one of its documents. */
    static final String READ = "tidings.read";

    private static final Set<String> REQUESTS = Set.of(PUBLISH, WRITE, READ);

    private BridgeAddress() {}

    /** Whether a request can be sent there. */
    static boolean takesRequests(String address) {
        return REQUESTS.contains(address);
    }

    /** Whether a request to it publishes or writes. */
    static boolean isWrite(String address) {
        return address.equals(PUBLISH) || address.equals(WRITE);
    }

    /**
     * The channel whose address it is.
     *
     * @throws HubException {@code forbidden} when it is no channel's, {@code malformed} when the name is none
     */
    static ChannelName channel(String address) {
        if (!address.startsWith(CHANNEL)) {
            throw new HubException(ErrorCode.FORBIDDEN, "Only the addresses " + CHANNEL + "… can be registered.");
        }
        return new ChannelName(address.substring(CHANNEL.length()));
    }
}
