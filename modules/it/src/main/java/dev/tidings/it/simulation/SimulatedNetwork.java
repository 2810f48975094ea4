package dev.tidings.it.simulation;

import dev.tidings.hub.Bus;
import dev.tidings.hub.BusMessage;
import dev.tidings.hub.Members;
import dev.tidings.log.PartitionState;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The bus and the membership between the nodes: messages are lost, repeated, late by up to a minute, and in any order. Owned
 * by the scheduler's thread.
 */
final class SimulatedNetwork {

    private static final long LATEST_MICROS = 60_000_000;

    private final Scheduler scheduler;
    private final long usualMicros;
    private Faults faults;
    private final List<Link> links = new ArrayList<>();
    private final List<Runnable> held = new ArrayList<>();
    private boolean holding;

    SimulatedNetwork(Scheduler scheduler, Faults faults) {
        this.scheduler = scheduler;
        this.faults = faults;
        this.usualMicros = faults.busMicros();
    }

    /** What is sent from now on waits on the way. */
    void hold() {
        holding = true;
    }

    /** What waits on the way arrives. */
    void release() {
        holding = false;
        List.copyOf(held).forEach(Runnable::run);
        held.clear();
    }

    /** What waits on the way is lost. */
    void drop() {
        holding = false;
        held.clear();
    }

    /** What is sent from now on arrives once and soon; what is late is still on its way. */
    void heal() {
        faults = Faults.NONE;
    }

    /** A node's end of it. */
    final class Link implements Bus, Members {

        private final SimulatedLoop loop;
        private @Nullable Consumer<BusMessage> receiver;
        private @Nullable Witness witness;
        private long aliveUntil = Long.MAX_VALUE;
        private long askedAt;
        private long inTouchSince;
        private boolean apart;

        Link(SimulatedLoop loop) {
            this.loop = loop;
            links.add(this);
        }

        @Override
        public void send(BusMessage message) {
            for (Link to : List.copyOf(links)) {
                if (to.apart == apart) {
                    transmit(to, message);
                }
            }
        }

        @Override
        public void receive(Consumer<BusMessage> newReceiver) {
            receiver = newReceiver;
        }

        @Override
        public void join(Witness self) {
            witness = self;
        }

        @Override
        public void asking() {
            askedAt = scheduler.nowMillis();
        }

        @Override
        public void inTouch() {
            inTouchSince = askedAt;
        }

        @Override
        public boolean maySpeak(PartitionState state) {
            Witness self = witness;
            boolean isAlone = members().count() == 1;
            return isAlone || (self != null && self.livedThrough(state));
        }

        /** Who is to be asked, this node included. */
        private Stream<Link> members() {
            return links.stream().filter(member -> member.aliveUntil >= inTouchSince && member.apart == apart);
        }

        @Override
        public Future<Boolean> vouch(PartitionState state) {
            Witness self = witness;
            if (self == null || !self.livedThrough(state)) {
                return Future.succeededFuture(false);
            }
            List<Future<Boolean>> answers =
                    members().map(member -> member.answer(state)).toList();
            return Future.all(answers).map(all -> answers.stream().allMatch(Future::result));
        }

        /** The network is split: the nodes that are apart and the others are members among themselves only. */
        void setApart(boolean isApart) {
            apart = isApart;
        }

        void die() {
            aliveUntil = scheduler.nowMillis();
        }

        boolean isAlive() {
            return aliveUntil == Long.MAX_VALUE;
        }

        /** A dead member is silent; a stopped one answers too late. */
        private Future<Boolean> answer(PartitionState state) {
            Promise<Boolean> answer = Promise.promise();
            scheduler.within(
                    usualMicros,
                    () -> loop.execute(() -> {
                        Witness self = witness;
                        if (self != null) {
                            self.vouches(state)
                                    .onSuccess(vouches ->
                                            scheduler.within(usualMicros, () -> answer.tryComplete(vouches)));
                        }
                    }));
            return answer.future();
        }
    }

    private void transmit(Link to, BusMessage message) {
        if (!to.isAlive() || scheduler.chance(faults.busLoss())) {
            return;
        }
        if (holding) {
            held.add(() -> arrive(to, message));
            return;
        }
        int copies = scheduler.chance(faults.busRepeat()) ? 2 : 1;
        for (int i = 0; i < copies; i++) {
            long most = scheduler.chance(faults.busLate()) ? LATEST_MICROS : usualMicros;
            scheduler.within(most, () -> arrive(to, message));
        }
    }

    private static void arrive(Link to, BusMessage message) {
        to.loop.execute(() -> {
            Consumer<BusMessage> receiver = to.receiver;
            if (receiver != null) {
                receiver.accept(message);
            }
        });
    }
}
