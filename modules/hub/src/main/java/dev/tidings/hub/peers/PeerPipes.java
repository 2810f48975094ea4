package dev.tidings.hub.peers;

import dev.tidings.hub.PipeCarrier;
import dev.tidings.hub.PipePacket;
import dev.tidings.hub.peers.PeerMessage.Open;
import dev.tidings.hub.peers.PeerMessage.Opened;
import dev.tidings.hub.peers.PeerMessage.Pipes;
import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Pipes on their way to other nodes: the packets of one tick go to a peer in one message, after its publications. Owned by
 * the hub's loop.
 *
 * <p>What a peer has not acknowledged is bounded, apart from the publications' bound. A packet beyond it is not sent, and so
 * its pipe ends; the peer stays.
 */
final class PeerPipes implements PipeCarrier {

    /** How much of a peer's packets may come before they are acknowledged at once, not with what is sent to it anyway. */
    static final long ACKNOWLEDGE_BYTES = 1L << 20;

    private final Peers peers;
    private final Inquiries inquiries;
    private final Map<String, List<PipePacket>> gathered = new LinkedHashMap<>();
    private @Nullable Host host;

    PeerPipes(Peers peers, Inquiries inquiries) {
        this.peers = peers;
        this.inquiries = inquiries;
    }

    @Override
    public void host(Host newHost) {
        host = newHost;
    }

    @Override
    public Set<String> nodes() {
        return peers.speaking();
    }

    @Override
    public Future<Void> open(String node, long pipe, String name, byte[] head, long limitMillis) {
        return inquiries.ask(node, new Open(pipe, name, head), limitMillis).compose(reply -> {
            HubException refusal = reply instanceof Opened opened
                    ? opened.refusal()
                    : new HubException(ErrorCode.INTERNAL, "the node gave another answer");
            return refusal == null ? Future.succeededFuture() : Future.failedFuture(refusal);
        });
    }

    @Override
    public boolean send(String node, PipePacket packet) {
        Peer peer = peers.find(node);
        if (peer == null || !peer.pipeWindow().hasRoom(packet.bytes())) {
            return false;
        }
        peer.pipeWindow().gathered(packet.bytes());
        gathered.computeIfAbsent(node, name -> new ArrayList<>()).add(packet);
        return true;
    }

    /** Sends what gathered in this turn. */
    void flush() {
        if (!gathered.isEmpty()) {
            gathered.forEach(peers::sendPipes);
            gathered.clear();
        }
    }

    /** Another node asks for a pipe. */
    Future<@Nullable HubException> asked(String node, long startId, Open open) {
        Promise<@Nullable HubException> answer = Promise.promise();
        if (host != null) {
            host.open(node, startId, open.pipe(), open.name(), open.head())
                    .onComplete(result -> answer.complete(Inquiries.refusal(result.cause())));
        }
        return answer.future();
    }

    void arrived(String node, Pipes message) {
        if (host != null) {
            for (PipePacket packet : message.packets()) {
                host.arrived(node, packet);
            }
            flush();
        }
    }

    /** A node left, is another start, or is silent. */
    void left(String node) {
        gathered.remove(node);
        if (host != null) {
            host.left(node);
        }
    }
}
