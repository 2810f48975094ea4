package dev.tidings.hub;

import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The pipes of this node whose other end is on another: which end a packet is for, and to which node one goes. Owned by the
 * hub's loop.
 */
final class RemotePipes implements PipeCarrier.Host {

    /** How long a node that is asked for by its name may take to answer. */
    static final long NAMED_MILLIS = 2_000;

    /** How long all nodes together may take: who is silent must not delay what nobody has. */
    static final long ANY_MILLIS = 400;

    private final PipeCarrier carrier;
    private final Offers offers;
    private final Inbox inbox;
    private final Map<Key, PipeEnd> ends = new HashMap<>();
    private final Map<String, LastAsked> lastAsked = new HashMap<>();
    private long lastPipe;

    /** Names a pipe: the node at its other end, its number at the node that opened it, and whether that is this one. */
    private record Key(String node, long pipe, boolean opened) {}

    /** What becomes of a pipe that was asked for. */
    interface Answer {

        /** It stands: packets go this way, under this number. */
        void opened(long pipe, PipeEnd.Way way);

        /** It does not. */
        void refused(HubException refusal);
    }

    /** The latest question of a node; a lower number was asked before. */
    private record LastAsked(long startId, long pipe) {}

    RemotePipes(PipeCarrier carrier, Offers offers, Inbox inbox) {
        this.carrier = carrier;
        this.offers = offers;
        this.inbox = inbox;
        carrier.host(this);
    }

    /**
     * Asks a node, or all, for a pipe to a name.
     *
     * @param end the end here, which stays its loop's: it is not touched
     * @param answer on the hub's loop
     */
    void connect(String node, String name, byte[] head, PipeEnd end, Answer answer) {
        Set<String> nodes = carrier.nodes();
        List<String> asked = node.isEmpty() ? List.copyOf(nodes) : nodes.contains(node) ? List.of(node) : List.of();
        if (asked.isEmpty()) {
            answer.refused(new HubException(ErrorCode.NOT_FOUND, "no node that offers this name answers"));
            return;
        }
        Asking asking = new Asking(++lastPipe, end, asked.size(), answer);
        long limit = node.isEmpty() ? ANY_MILLIS : NAMED_MILLIS;
        for (String each : asked) {
            carrier.open(each, asking.pipe, name, head, limit)
                    .onComplete(opened -> asking.answered(each, opened.cause()));
        }
    }

    @Override
    public Future<Void> open(String node, long startId, long pipe, String name, byte[] head) {
        LastAsked last = lastAsked.get(node);
        Promise<Void> answer = Promise.promise();
        if (last != null && last.startId == startId && pipe <= last.pipe) {
            return answer.future();
        }
        lastAsked.put(node, new LastAsked(startId, pipe));
        Offers.Offered offered = offers.find(name);
        if (offered == null) {
            return Future.failedFuture(new HubException(ErrorCode.NOT_FOUND, "nobody offers this name"));
        }
        if (!offers.reserve(1)) {
            return Future.failedFuture(new HubException(ErrorCode.OVERLOADED, "too many pipes"));
        }
        LoopPipes owner = offered.owner;
        Key key = new Key(node, pipe, false);
        PipeEnd end = new PipeEnd(owner, false, true).over(pipe, way(key));
        ends.put(key, end);
        owner.inbox().add(() -> {
            HubException refusal = owner.accept(offered, end, head);
            inbox.add(() -> {
                if (refusal == null) {
                    answer.complete();
                } else {
                    ends.remove(key);
                    answer.fail(refusal);
                }
            });
        });
        return answer.future();
    }

    @Override
    public void arrived(String node, PipePacket packet) {
        Key key = new Key(node, packet.pipe(), packet.toOpener());
        boolean known = packet.number() != PipePacket.UNKNOWN;
        boolean last = packet.end() != null;
        PipeEnd end = last ? ends.remove(key) : ends.get(key);
        if (end != null) {
            LoopPipes owner = end.owner();
            owner.inbox().add(() -> {
                if (known) {
                    end.arrived(packet, owner.nowMillis());
                } else {
                    end.drop(Pipe.Cause.LOST);
                }
            });
        } else if (!last) {
            carrier.send(node, PipePacket.unknown(packet.pipe(), !packet.toOpener()));
        }
    }

    @Override
    public void left(String node) {
        for (Key key : List.copyOf(ends.keySet())) {
            if (key.node.equals(node)) {
                drop(key, Pipe.Cause.NODE_LEFT);
            }
        }
    }

    private PipeEnd.Way way(Key key) {
        return packet -> inbox.add(() -> send(key, packet));
    }

    private void send(Key key, PipePacket packet) {
        if (!ends.containsKey(key)) {
            return;
        }
        if (!carrier.send(key.node, packet)) {
            drop(key, Pipe.Cause.OVERFLOW);
        } else if (packet.end() != null) {
            ends.remove(key);
        }
    }

    private void drop(Key key, Pipe.Cause cause) {
        PipeEnd end = ends.remove(key);
        if (end != null) {
            end.owner().inbox().add(() -> end.drop(cause));
        }
    }

    /** A pipe that is asked for. Owned by the hub's loop. */
    private final class Asking {

        private final long pipe;
        private final PipeEnd end;
        private final Answer answer;
        private int waiting;
        private boolean answered;
        private @Nullable HubException refusal;

        Asking(long pipe, PipeEnd end, int asked, Answer answer) {
            this.pipe = pipe;
            this.end = end;
            this.waiting = asked;
            this.answer = answer;
        }

        /** The first node that takes the pipe has it; who takes it or may take it later is told that it is not wanted. */
        void answered(String node, @Nullable Throwable cause) {
            waiting--;
            if (cause == null && !answered) {
                Key key = new Key(node, pipe, true);
                ends.put(key, end);
                answered = true;
                answer.opened(pipe, way(key));
            } else if (cause == null) {
                unwanted(node);
            } else {
                refused(node, cause);
            }
        }

        private void refused(String node, Throwable cause) {
            HubException why = cause instanceof HubException known
                    ? known
                    : new HubException(ErrorCode.INTERNAL, "the node failed");
            if (why.code() == ErrorCode.OUTCOME_UNKNOWN) {
                unwanted(node);
            }
            if (why.code() != ErrorCode.NOT_FOUND && refusal == null) {
                refusal = why;
            }
            if (waiting == 0 && !answered) {
                answered = true;
                answer.refused(refusal != null ? refusal : why);
            }
        }

        /** Answers come outside of the turns of the inbox, at whose end packets are sent: so this asks for one. */
        private void unwanted(String node) {
            inbox.add(() -> carrier.send(node, PipePacket.unknown(pipe, false)));
        }
    }
}
