package dev.tidings.hub.peers;

import dev.tidings.hub.BusMessage;
import dev.tidings.hub.ConnectionChange;
import dev.tidings.hub.peers.PeerMessage.Answer;
import dev.tidings.hub.peers.PeerMessage.Ask;
import dev.tidings.hub.peers.PeerMessage.Change;
import dev.tidings.hub.peers.PeerMessage.Changed;
import dev.tidings.hub.peers.PeerMessage.Count;
import dev.tidings.hub.peers.PeerMessage.Counted;
import dev.tidings.hub.peers.PeerMessage.Hello;
import dev.tidings.hub.peers.PeerMessage.Load;
import dev.tidings.hub.peers.PeerMessage.Open;
import dev.tidings.hub.peers.PeerMessage.Opened;
import dev.tidings.hub.peers.PeerMessage.Pipes;
import dev.tidings.hub.peers.PeerMessage.Question;
import dev.tidings.hub.peers.PeerMessage.Reply;
import dev.tidings.hub.peers.PeerMessage.Sender;
import dev.tidings.hub.peers.PeerMessage.Unreadable;
import dev.tidings.hub.peers.PeerMessage.Vouch;
import dev.tidings.hub.peers.PeerMessage.Vouched;
import dev.tidings.hub.peers.WireReader.Malformed;
import dev.tidings.log.PartitionState;
import dev.tidings.model.ChannelName;
import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import dev.tidings.model.Partitions;
import dev.tidings.model.Position;
import dev.tidings.model.StartingPoint;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Messages between nodes as bytes: a version, a kind, the sender as a part of its own, then the kind's fields. Pure. Nodes
 * of neighbouring versions work together: unknown fields at the end of a part and unknown kinds are passed over; what must
 * not be passed over gets another first byte.
 */
final class MessageFormat {

    static final int VERSION = 1;

    private static final int HELLO = 1;
    private static final int LOAD = 2;
    private static final int QUESTION = 3;
    private static final int ANSWER = 4;
    private static final int PIPES = 5;

    private static final int VOUCH = 1;
    private static final int CHANGE = 2;
    private static final int COUNT = 3;
    private static final int OPEN = 4;

    private static final int HEAD = 0;
    private static final int EARLIEST = 1;
    private static final int AFTER = 2;
    private static final int REWIND = 3;
    private static final int NOWHERE = 4;

    private MessageFormat() {}

    static void encode(PeerMessage message, Buffer buffer) {
        WireWriter out = new WireWriter(buffer).u8(VERSION);
        if (message instanceof Hello hello) {
            write(out.u8(HELLO), hello.sender());
            out.i64(hello.interest());
        } else if (message instanceof Load load) {
            write(out.u8(LOAD), load.sender());
            load.parcels().forEach(parcel -> out.bytes(parcel.bytes()));
        } else if (message instanceof Pipes pipes) {
            write(out.u8(PIPES), pipes.sender());
            PipeFormat.write(out, pipes.packets());
        } else if (message instanceof Question question) {
            write(out.u8(QUESTION), question.sender());
            write(out.i64(question.id()), question.ask());
        } else if (message instanceof Answer answer) {
            write(out.u8(ANSWER), answer.sender());
            write(out.i64(answer.id()), answer.reply());
        } else {
            throw new IllegalArgumentException("not to be sent: " + message);
        }
    }

    /** Reads what came over a wire, whatever it is; never throws. */
    static PeerMessage decode(Buffer buffer, int start, int end) {
        try {
            WireReader in = new WireReader(buffer, start, end);
            int version = in.u8();
            return version == VERSION ? read(in) : new Unreadable("version " + version);
        } catch (Malformed | HubException | IllegalArgumentException e) {
            return new Unreadable(String.valueOf(e.getMessage()));
        }
    }

    private static PeerMessage read(WireReader in) {
        int kind = in.u8();
        return switch (kind) {
            case HELLO -> new Hello(sender(in), in.i64());
            case LOAD -> new Load(sender(in), parcels(in));
            case QUESTION -> question(sender(in), in);
            case ANSWER -> answer(sender(in), in);
            case PIPES -> new Pipes(sender(in), PipeFormat.read(in));
            default -> new Unreadable("kind " + kind);
        };
    }

    private static void write(WireWriter out, Sender sender) {
        int start = out.begin();
        out.text(sender.node())
                .i64(sender.startId())
                .i64(sender.number())
                .i64(sender.ackStartId())
                .i64(sender.ackNumber());
        out.end(start);
    }

    private static Sender sender(WireReader in) {
        WireReader part = in.part();
        return new Sender(part.text(), part.i64(), part.i64(), part.i64(), part.i64());
    }

    private static List<Parcel> parcels(WireReader in) {
        List<Parcel> parcels = new ArrayList<>(1);
        while (in.hasMore()) {
            BusMessage message = ParcelFormat.decode(in.part());
            if (message != null) {
                parcels.add(new Parcel(message));
            }
        }
        return parcels;
    }

    private static void write(WireWriter out, Ask ask) {
        if (ask instanceof Vouch vouch) {
            PartitionState state = vouch.state();
            out.u8(VOUCH)
                    .u8(state.partition())
                    .epoch(state.epoch())
                    .i64(state.sequence())
                    .text(state.incarnation())
                    .text(state.runningIncarnation());
        } else if (ask instanceof Change change) {
            write(out.u8(CHANGE).text(change.connection()), change.change());
        } else if (ask instanceof Count count) {
            out.u8(COUNT).text(count.channel().value());
        } else if (ask instanceof Open open) {
            out.u8(OPEN).i64(open.pipe()).text(open.name()).bytes(open.head());
        }
    }

    private static PeerMessage question(Sender sender, WireReader in) {
        long id = in.i64();
        int kind = in.u8();
        return switch (kind) {
            case VOUCH -> {
                int partition = in.u8();
                if (partition >= Partitions.COUNT) {
                    throw new Malformed("partition " + partition);
                }
                PartitionState state = new PartitionState(partition, in.epoch(), in.i64(), in.text(), in.text());
                yield new Question(sender, id, new Vouch(state));
            }
            case CHANGE -> new Question(sender, id, new Change(in.text(), change(in)));
            case COUNT -> new Question(sender, id, new Count(new ChannelName(in.text())));
            case OPEN -> new Question(sender, id, new Open(in.i64(), in.text(), in.bytes()));
            default -> new Unreadable("question " + kind);
        };
    }

    private static void write(WireWriter out, Reply reply) {
        if (reply instanceof Vouched vouched) {
            out.u8(VOUCH).u8(vouched.whole() ? 1 : 0);
        } else if (reply instanceof Changed changed) {
            write(out.u8(CHANGE), changed.refusal());
        } else if (reply instanceof Opened opened) {
            write(out.u8(OPEN), opened.refusal());
        } else if (reply instanceof Counted counted) {
            out.u8(COUNT).i32(counted.subscribers());
        }
    }

    private static PeerMessage answer(Sender sender, WireReader in) {
        long id = in.i64();
        int kind = in.u8();
        return switch (kind) {
            case VOUCH -> new Answer(sender, id, new Vouched(in.u8() == 1));
            case CHANGE -> new Answer(sender, id, new Changed(refusal(in.textOrNull(), in.textOrNull())));
            case COUNT -> new Answer(sender, id, new Counted(Math.max(0, in.i32())));
            case OPEN -> new Answer(sender, id, new Opened(refusal(in.textOrNull(), in.textOrNull())));
            default -> new Unreadable("answer " + kind);
        };
    }

    private static void write(WireWriter out, @Nullable HubException refusal) {
        out.text(refusal == null ? null : refusal.code().name()).text(refusal == null ? null : refusal.detail());
    }

    private static @Nullable HubException refusal(@Nullable String code, @Nullable String detail) {
        return code == null ? null : new HubException(ErrorCode.valueOf(code), detail == null ? "" : detail);
    }

    private static void write(WireWriter out, ConnectionChange change) {
        out.text(change.subject()).i32(change.subscribe().size());
        change.subscribe().forEach((channel, start) -> write(out.text(channel.value()), start));
        out.i32(change.unsubscribe().size());
        change.unsubscribe().forEach(channel -> out.text(channel.value()));
        out.text(change.token());
    }

    private static ConnectionChange change(WireReader in) {
        String subject = in.text();
        Map<ChannelName, StartingPoint> subscribe = new HashMap<>();
        for (int left = in.count(Integer.BYTES); left > 0; left--) {
            subscribe.put(new ChannelName(in.text()), startingPoint(in));
        }
        List<ChannelName> unsubscribe = new ArrayList<>();
        for (int left = in.count(Integer.BYTES); left > 0; left--) {
            unsubscribe.add(new ChannelName(in.text()));
        }
        return new ConnectionChange(subject, subscribe, unsubscribe, in.textOrNull());
    }

    private static void write(WireWriter out, StartingPoint start) {
        if (start instanceof StartingPoint.After after) {
            out.u8(AFTER).epoch(after.position().epoch()).i64(after.position().offset());
        } else if (start instanceof StartingPoint.Rewind rewind) {
            out.u8(REWIND).i32(rewind.count());
        } else if (start instanceof StartingPoint.Head) {
            out.u8(HEAD);
        } else {
            out.u8(start instanceof StartingPoint.Earliest ? EARLIEST : NOWHERE);
        }
    }

    private static StartingPoint startingPoint(WireReader in) {
        return switch (in.u8()) {
            case HEAD -> new StartingPoint.Head();
            case EARLIEST -> new StartingPoint.Earliest();
            case AFTER -> new StartingPoint.After(new Position(in.epoch(), in.i64()));
            case REWIND -> new StartingPoint.Rewind(Math.max(0, in.i32()));
            default -> new StartingPoint.Unknown();
        };
    }
}
