package dev.tidings.log.redis;

import dev.tidings.model.ChannelName;
import dev.tidings.model.Partitions;
import java.util.List;
import java.util.stream.IntStream;

/** The names of one partition's keys, all of one hash slot (the part in braces decides). Immutable. */
final class Keys {

    private final String base;
    final int partition;
    final String meta;
    final String channels;
    final String index;
    final String answers;
    final String answersByAge;
    final String tombstones;
    final String tombstonesByAge;
    final String fences;

    private Keys(String prefix, int partition) {
        this.partition = partition;
        base = prefix + ":{" + hashTag(partition) + "}:";
        meta = base + "meta";
        channels = base + "channels";
        index = base + "index";
        answers = base + "answers";
        answersByAge = base + "answers-by-age";
        tombstones = base + "tombstones";
        tombstonesByAge = base + "tombstones-by-age";
        fences = base + "fences";
    }

    static List<Keys> all(String prefix) {
        return IntStream.range(0, Partitions.COUNT)
                .mapToObj(partition -> new Keys(prefix, partition))
                .toList();
    }

    static String hashTag(int partition) {
        return partition < 10 ? "p0" + partition : "p" + partition;
    }

    /** The stream of its publications, by offset. */
    String log(ChannelName channel) {
        return base + "log:" + channel.value();
    }

    /** Its documents by id. */
    String docs(ChannelName channel) {
        return base + "docs:" + channel.value();
    }

    /** The ids of its documents in the order of their creation. */
    String ids(ChannelName channel) {
        return base + "ids:" + channel.value();
    }

    /** What a writer did last. */
    String writer(String name) {
        return base + "writer:" + name;
    }
}
