package dev.tidings.hub;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * What the loops of a node share of their pipes: the names that are offered, and how many pipes there are. Thread-safe
 * because its map and its counters are; it is touched when an offer or a pipe begins or ends, and once for each packet.
 */
final class Offers {

    /** How many ends of pipes a node has at the most: each costs about half a KiB, and what waits in it. */
    static final int MAX_ENDS = 16_384;

    private final ConcurrentHashMap<String, Offered> byName = new ConcurrentHashMap<>();
    private final AtomicInteger ends = new AtomicInteger();
    private final LongAdder bytes = new LongAdder();

    /** A name, and who takes pipes to it on which loop. Immutable; the same name offered once more is another offer. */
    static final class Offered {

        final String name;
        final LoopPipes owner;
        final Pipe.Acceptor acceptor;

        Offered(String name, LoopPipes owner, Pipe.Acceptor acceptor) {
            this.name = name;
            this.owner = owner;
            this.acceptor = acceptor;
        }
    }

    @Nullable
    Offered find(String name) {
        return byName.get(name);
    }

    boolean has(Offered offered) {
        return byName.get(offered.name) == offered;
    }

    /** Whether nobody had the name. */
    boolean add(Offered offered) {
        return byName.putIfAbsent(offered.name, offered) == null;
    }

    void remove(Offered offered) {
        byName.remove(offered.name, offered);
    }

    /** Whether there is room for so many more ends, which then are counted. */
    boolean reserve(int more) {
        if (ends.addAndGet(more) <= MAX_ENDS) {
            return true;
        }
        ends.addAndGet(-more);
        return false;
    }

    void release() {
        ends.decrementAndGet();
    }

    void sent(long count) {
        bytes.add(count);
    }

    int names() {
        return byName.size();
    }

    int ends() {
        return ends.get();
    }

    long bytes() {
        return bytes.sum();
    }
}
