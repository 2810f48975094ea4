package dev.tidings.log.embedded;

import dev.tidings.log.ChannelSettings;
import dev.tidings.model.ChannelName;
import dev.tidings.model.Epoch;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What the durable log says of one channel, without bodies. Owned by the state thread; changed by its partition only. */
final class ChannelFold {

    final ChannelName name;
    final PublicationRing ring = new PublicationRing();
    /** By id, tombstones too, in the order in which scans go through them. */
    final TreeMap<String, DocumentState> documents = new TreeMap<>();

    Epoch epoch;
    long head;
    long lastAppendMillis;

    ChannelFold(ChannelName name, Epoch epoch) {
        this.name = name;
        this.epoch = epoch;
    }

    /** The oldest offset whose place is known; head + 1 when none is. */
    long oldest() {
        return head + 1 - ring.size();
    }

    /** The oldest offset that its retention still covers. */
    long oldestCovered(ChannelSettings settings, long nowMillis) {
        int tooMany = Math.max(0, ring.size() - settings.maxPublications());
        int tooOld = ring.countUntil(nowMillis - settings.maxAgeMillis());
        return oldest() + Math.max(tooMany, tooOld);
    }

    long location(long offset) {
        return ring.location((int) (offset - oldest()));
    }

    boolean holds(long offset) {
        return offset >= oldest() && offset <= head;
    }

    /** The document or its tombstone, unless that is older than {@code lifeMillis}. */
    @Nullable
    DocumentState document(String id, long lifeMillis, long nowMillis) {
        DocumentState state = documents.get(id);
        return state == null || state.isAlive() || nowMillis - state.atMillis() <= lifeMillis ? state : null;
    }

    /** Whether nothing but its name would be lost with it: no versioned document and no tombstone that still counts. */
    boolean isIdle(long idleMillis, long lifeMillis, long nowMillis) {
        return nowMillis - lastAppendMillis >= idleMillis
                && documents.values().stream()
                        .noneMatch(state ->
                                state.isAlive() ? state.version() > 0 : nowMillis - state.atMillis() <= lifeMillis);
    }
}
