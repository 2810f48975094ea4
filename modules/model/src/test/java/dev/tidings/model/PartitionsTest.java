package dev.tidings.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Another hash would look for every channel of an existing log in the wrong partition: these values never change. */
class PartitionsTest {

    @ParameterizedTest
    @CsvSource({
        "a, 48",
        "0, 32",
        "_, 38",
        "tasks, 17",
        "pets, 29",
        "orders, 10",
        "inventory, 30",
        "notifications, 49",
        "chat:1, 48",
        "chat:2, 4",
        "presence:lobby, 35",
        "A.b-c_d:e, 42"
    })
    void isFixedForEveryName(String name, int partition) {
        assertThat(Partitions.of(new ChannelName(name))).isEqualTo(partition);
    }

    @Test
    void isFixedForTheLongestName() {
        assertThat(Partitions.of(new ChannelName("x".repeat(255)))).isEqualTo(36);
        assertThat(Partitions.COUNT).isEqualTo(64);
    }

    @Test
    void spreadsChannelsEvenly() {
        int[] channels = new int[Partitions.COUNT];
        IntStream.range(0, 64_000).forEach(i -> channels[Partitions.of(new ChannelName("chat:" + i))]++);
        assertThat(IntStream.of(channels).boxed())
                .allSatisfy(count -> assertThat(count).isBetween(800, 1_200));
    }
}
