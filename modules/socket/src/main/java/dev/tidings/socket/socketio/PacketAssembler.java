package dev.tidings.socket.socketio;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidings.hub.DocumentText;
import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Puts packets and their attachments together. Owned by its connection's event loop; holds nothing between whole packets,
 * and at the most as many bytes as one message may have.
 */
final class PacketAssembler {

    private static final String PLACEHOLDER = "_placeholder";

    private final int maxBytes;

    /** What attachments are awaited for; null between packets. */
    private @Nullable Packet begun;

    private List<byte[]> attachments = List.of();
    private int bytes;

    /**
     * A packet that is complete. Immutable.
     *
     * @param packet the packet
     * @param attachments as many as it announced, in order, which must not be written to
     */
    record Whole(Packet packet, List<byte[]> attachments) {}

    /** @param maxBytes of all attachments of one packet together */
    PacketAssembler(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    /**
     * Takes a text message.
     *
     * @return the packet when it is complete, else null
     * @throws HubException {@code malformed} when it is no packet, or an attachment was due
     */
    @Nullable
    Whole text(byte[] message) {
        if (begun != null) {
            throw new HubException(ErrorCode.MALFORMED, "Text came where an attachment was due.");
        }
        Packet packet = PacketReader.read(message);
        if (packet.attachments() == 0) {
            return new Whole(packet, List.of());
        }
        requirePlaces(packet);
        begun = packet;
        attachments = new ArrayList<>(packet.attachments());
        return null;
    }

    /**
     * Takes an attachment, which must not be written to afterwards.
     *
     * @return the packet when it is complete, else null
     * @throws HubException {@code malformed} when none was due, {@code too-large}
     */
    @Nullable
    Whole binary(byte[] message) {
        Packet packet = begun;
        if (packet == null) {
            throw new HubException(ErrorCode.MALFORMED, "An attachment came that no packet announced.");
        }
        bytes += message.length;
        if (bytes > maxBytes) {
            throw new HubException(
                    ErrorCode.TOO_LARGE, "The attachments of a packet have at most " + maxBytes + " bytes together.");
        }
        attachments.add(message);
        if (attachments.size() < packet.attachments()) {
            return null;
        }
        Whole whole = new Whole(packet, attachments);
        begun = null;
        attachments = List.of();
        bytes = 0;
        return whole;
    }

    /** Each attachment has one place in the data, so that nothing is left over and nothing is shown twice. */
    private static void requirePlaces(Packet packet) {
        boolean[] found = new boolean[packet.attachments()];
        find(DocumentText.tree(Objects.requireNonNull(packet.data(), "a binary packet has data")), found);
        for (boolean one : found) {
            if (!one) {
                throw new HubException(ErrorCode.MALFORMED, "An attachment has no place in the data.");
            }
        }
    }

    private static void find(JsonNode node, boolean[] found) {
        if (node.path(PLACEHOLDER).asBoolean()) {
            JsonNode number = node.path("num");
            int place = number.isInt() ? number.intValue() : -1;
            if (place < 0 || place >= found.length || found[place]) {
                throw new HubException(ErrorCode.MALFORMED, "A placeholder names an attachment of its own.");
            }
            found[place] = true;
            return;
        }
        node.forEach(child -> find(child, found));
    }
}
