package dev.tidings.hub.peers;

import dev.tidings.hub.ConnectionChange;
import dev.tidings.hub.Loop;
import dev.tidings.hub.Members;
import dev.tidings.hub.PipeCarrier;
import dev.tidings.hub.peers.PeerMessage.Answer;
import dev.tidings.hub.peers.PeerMessage.Ask;
import dev.tidings.hub.peers.PeerMessage.Change;
import dev.tidings.hub.peers.PeerMessage.Changed;
import dev.tidings.hub.peers.PeerMessage.Count;
import dev.tidings.hub.peers.PeerMessage.Counted;
import dev.tidings.hub.peers.PeerMessage.Open;
import dev.tidings.hub.peers.PeerMessage.Opened;
import dev.tidings.hub.peers.PeerMessage.Question;
import dev.tidings.hub.peers.PeerMessage.Reply;
import dev.tidings.hub.peers.PeerMessage.Vouch;
import dev.tidings.hub.peers.PeerMessage.Vouched;
import dev.tidings.log.PartitionState;
import dev.tidings.model.ChannelName;
import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What this node asks the others, each question with a time limit, and what it answers them. Owned by the hub's loop. */
final class Inquiries implements Members {

    private static final Logger LOG = LoggerFactory.getLogger(Inquiries.class);

    private static final long VOUCH_MILLIS = 1_000;
    private static final long COUNT_MILLIS = 1_000;
    private static final long CHANGE_MILLIS = 2_000;
    private static final int MAX_OPEN = 16_384;

    private final Peers peers;
    private final Loop loop;
    private final View view = new View();
    private final Map<Long, Waiting> open = new HashMap<>();
    private long lastId;
    private final PeerPipes pipes;
    private @Nullable Witness witness;
    private @Nullable Host host;
    private Runnable doubt = () -> {};

    /** A question that waits for its answer. */
    private record Waiting(String node, Promise<Reply> promise, Loop.Timer limit) {}

    Inquiries(Peers peers, Loop loop) {
        this.peers = peers;
        this.loop = loop;
        this.pipes = new PeerPipes(peers, this);
    }

    @Override
    public void join(Witness self) {
        witness = self;
    }

    @Override
    public void host(Host self) {
        host = self;
    }

    @Override
    public void onDoubt(Runnable run) {
        doubt = run;
    }

    @Override
    public void asking() {
        view.asking();
    }

    @Override
    public void inTouch() {
        view.inTouch();
    }

    @Override
    public boolean maySpeak(PartitionState state) {
        Witness self = witness;
        return view.nodes().isEmpty() || (self != null && self.livedThrough(state));
    }

    @Override
    public Future<Boolean> vouch(PartitionState state) {
        Witness self = witness;
        if (self == null || !self.livedThrough(state) || !view.isWhole()) {
            LOG.debug("partition {}: this node can't speak for all", state.partition());
            return Future.succeededFuture(false);
        }
        List<Future<Boolean>> answers = new ArrayList<>();
        answers.add(self.vouches(state));
        for (String node : view.nodes()) {
            // who is silent vouches for nothing; to wait until it speaks or is no member would keep all writes waiting
            answers.add(ask(node, new Vouch(state), VOUCH_MILLIS)
                    .map(reply -> reply instanceof Vouched vouched && vouched.whole())
                    .otherwise(false));
        }
        return Future.all(answers).map(all -> answers.stream().allMatch(Future::result));
    }

    @Override
    public Future<Void> change(String node, String connection, ConnectionChange change) {
        if (!peers.isMember(node)) {
            return Future.failedFuture(new HubException(ErrorCode.NOT_FOUND, "there is no such connection"));
        }
        return ask(node, new Change(connection, change), CHANGE_MILLIS).compose(reply -> {
            HubException refusal = reply instanceof Changed changed ? changed.refusal() : noAnswer();
            return refusal == null ? Future.succeededFuture() : Future.failedFuture(refusal);
        });
    }

    @Override
    public Future<Integer> subscribers(ChannelName channel) {
        List<Future<Integer>> answers = new ArrayList<>();
        for (String node : view.nodes()) {
            answers.add(ask(node, new Count(channel), COUNT_MILLIS)
                    .map(reply -> reply instanceof Counted counted ? counted.subscribers() : 0)
                    .otherwise(0));
        }
        return answers.isEmpty()
                ? Future.succeededFuture(0)
                : Future.all(answers)
                        .map(all -> answers.stream().mapToInt(Future::result).sum());
    }

    @Override
    public PipeCarrier pipes() {
        return pipes;
    }

    /** The pipes as {@link Peers} sends them. */
    PeerPipes peerPipes() {
        return pipes;
    }

    /** What the bus brought may lack something. */
    void doubt() {
        doubt.run();
    }

    void joined(String node) {
        view.joined(node);
    }

    /** A node is no member any more. */
    void left(String node) {
        view.left(node);
        failOpen(node);
        pipes.left(node);
    }

    /** A node is another start than the one that was known. */
    void restarted(String node) {
        view.restarted(node);
        failOpen(node);
        pipes.left(node);
    }

    /** Answers a question of another node. */
    void asked(String node, Question question) {
        Ask ask = question.ask();
        Consumer<Reply> answer = reply -> peers.answer(node, question.id(), reply);
        if (ask instanceof Vouch vouch) {
            vouches(vouch.state()).onSuccess(vouches -> answer.accept(new Vouched(vouches)));
        } else if (ask instanceof Open opening) {
            pipes.asked(node, question.sender().startId(), opening)
                    .onSuccess(refusal -> answer.accept(new Opened(refusal)));
        } else if (host == null) {
            return;
        } else if (ask instanceof Count count) {
            answer.accept(new Counted(host.subscribers(count.channel())));
        } else if (ask instanceof Change change) {
            host.change(change.connection(), change.change())
                    .onComplete(result -> loop.execute(() -> answer.accept(new Changed(refusal(result.cause())))));
        }
    }

    private Future<Boolean> vouches(PartitionState state) {
        Witness self = witness;
        return self == null ? Future.succeededFuture(false) : self.vouches(state);
    }

    /** Takes an answer; one that comes too late, or from another node than was asked, is dropped. */
    void answered(String node, Answer answer) {
        Waiting question = open.get(answer.id());
        if (question != null && question.node.equals(node)) {
            open.remove(answer.id());
            question.limit.cancel();
            question.promise.complete(answer.reply());
        }
    }

    /** Answers all that waits. */
    void close() {
        List.copyOf(open.values()).forEach(question -> failOpen(question.node));
    }

    /** Asks one node; fails with {@code outcome-unknown} when it says nothing in time. */
    Future<Reply> ask(String node, Ask ask, long limitMillis) {
        if (open.size() >= MAX_OPEN) {
            return Future.failedFuture(new HubException(ErrorCode.OVERLOADED, "too many questions to other nodes"));
        }
        long id = ++lastId;
        if (!peers.ask(node, id, ask)) {
            return Future.failedFuture(noAnswer());
        }
        Promise<Reply> promise = Promise.promise();
        open.put(id, new Waiting(node, promise, loop.schedule(limitMillis, () -> fail(id))));
        return promise.future();
    }

    private void failOpen(String node) {
        for (Map.Entry<Long, Waiting> each : List.copyOf(open.entrySet())) {
            if (each.getValue().node.equals(node)) {
                fail(each.getKey());
            }
        }
    }

    private void fail(long id) {
        Waiting question = open.remove(id);
        if (question != null) {
            question.limit.cancel();
            question.promise.fail(noAnswer());
        }
    }

    private static HubException noAnswer() {
        return new HubException(ErrorCode.OUTCOME_UNKNOWN, "the node that was asked does not answer");
    }

    static @Nullable HubException refusal(@Nullable Throwable cause) {
        if (cause == null) {
            return null;
        }
        return cause instanceof HubException known ? known : new HubException(ErrorCode.INTERNAL, "the node failed");
    }
}
