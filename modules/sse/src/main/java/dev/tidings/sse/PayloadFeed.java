package dev.tidings.sse;

import dev.tidings.hub.HubPort;
import dev.tidings.hub.Loop;
import dev.tidings.hub.Snapshot;
import dev.tidings.model.ChannelName;
import dev.tidings.model.Position;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A collection as a whole, for all streams of one event loop that send it so. Owned by that loop. After a change it asks for
 * the collection at once, and then at most once per interval; the last state always comes, since a change during a question
 * or an interval asks again at its end. Of the states that slow readers are still being sent, at most {@value
 * #MAX_GENERATIONS} live at a time: those of the oldest are told to come back.
 */
final class PayloadFeed {

    static final int MAX_GENERATIONS = 4;

    private static final long RETRY_MILLIS = 500;

    private final HubPort port;
    private final ChannelName collection;
    private final LoopStreams streams;
    private final Runnable onEmpty;
    private final Set<PayloadStream> readers = new LinkedHashSet<>();
    private final List<Generation> alive = new ArrayList<>(MAX_GENERATIONS);
    private @Nullable Generation newest;
    private Loop.@Nullable Timer timer;
    private long askedMillis;
    private long wantedOffset;
    private boolean asking;
    private boolean wanted;

    /** One state of the collection. Owned by the feed's loop. */
    static final class Generation {

        private final Position position;
        private final byte[] documents;
        private int readers;

        Generation(Snapshot snapshot) {
            this.position = snapshot.position();
            this.documents = EventText.singleLine(snapshot.documents().sharedBytes());
        }

        Position position() {
            return position;
        }

        /** The array, on one line; shared. */
        byte[] documents() {
            return documents;
        }
    }

    /** @param onEmpty called when the last stream has left */
    PayloadFeed(HubPort port, ChannelName collection, LoopStreams streams, Runnable onEmpty) {
        this.port = port;
        this.collection = collection;
        this.streams = streams;
        this.onEmpty = onEmpty;
        this.askedMillis = port.loop().monotonicMillis() - streams.settings().payloadIntervalMillis();
    }

    void add(PayloadStream reader) {
        readers.add(reader);
    }

    void remove(PayloadStream reader) {
        if (readers.remove(reader) && readers.isEmpty()) {
            if (timer != null) {
                timer.cancel();
                timer = null;
            }
            newest = null;
            onEmpty.run();
        }
    }

    /** Something changed; the state up to this offset is wanted. */
    void changed(long offset) {
        wantedOffset = offset;
        wanted = true;
        askWhenDue();
    }

    /** The state that a snapshot shows, shared by all readers who have the same one. */
    Generation generation(Snapshot snapshot) {
        Generation known = newest;
        if (known != null && known.position().equals(snapshot.position())) {
            return known;
        }
        Generation made = new Generation(snapshot);
        boolean later = known == null
                || !known.position().epoch().equals(made.position().epoch())
                || known.position().offset() < made.position().offset();
        if (later) {
            newest = made;
        }
        return made;
    }

    /** The newest state; null before the first. */
    @Nullable
    Generation newest() {
        return newest;
    }

    /** A reader is in the midst of a state, since its connection did not take it at once. */
    void reading(Generation generation) {
        if (generation.readers++ > 0) {
            return;
        }
        while (alive.size() >= MAX_GENERATIONS) {
            Generation oldest = alive.remove(0);
            for (PayloadStream reader : List.copyOf(readers)) {
                reader.endIfReading(oldest);
            }
        }
        alive.add(generation);
    }

    /** A reader is through with it. */
    void read(Generation generation) {
        if (--generation.readers == 0) {
            alive.remove(generation);
        }
    }

    /** How many states are being sent to slow readers. */
    int alive() {
        return alive.size();
    }

    private void askWhenDue() {
        if (asking || timer != null || readers.isEmpty()) {
            return;
        }
        long due = askedMillis + streams.settings().payloadIntervalMillis();
        long delay = due - port.loop().monotonicMillis();
        if (delay <= 0) {
            ask();
        } else {
            askAfter(delay);
        }
    }

    private void askAfter(long delayMillis) {
        timer = port.loop().schedule(delayMillis, () -> {
            timer = null;
            ask();
        });
    }

    private void ask() {
        asking = true;
        wanted = false;
        askedMillis = port.loop().monotonicMillis();
        port.snapshot(collection).onComplete(answer -> {
            asking = false;
            if (readers.isEmpty()) {
                return;
            }
            if (answer.succeeded()) {
                send(answer.result());
            } else {
                askAgain();
            }
            if (wanted) {
                askWhenDue();
            }
        });
    }

    private void send(Snapshot snapshot) {
        Generation generation = generation(snapshot);
        for (PayloadStream reader : List.copyOf(readers)) {
            reader.offer(generation);
        }
        if (snapshot.staleMillis() > 0 && snapshot.position().offset() < wantedOffset) {
            askAgain();
        }
    }

    /** The log is away: what is wanted is not forgotten. */
    private void askAgain() {
        if (timer == null && !readers.isEmpty()) {
            askAfter(RETRY_MILLIS);
        }
    }
}
