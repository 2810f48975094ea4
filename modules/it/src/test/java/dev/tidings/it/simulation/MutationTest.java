package dev.tidings.it.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A checker that was never seen red proves nothing: each careless version of the hub is found out by the simulation. */
class MutationTest {

    private static final int SCHEDULES = 3_000;

    record Mutation(String name, Map<String, List<String[]>> replacements) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Mutation> mutations() {
        return Stream.of(
                mutation(
                        "the window is opened after its read",
                        in(
                                "ActiveChannel.java",
                                "            keepAhead(item);\n            return;",
                                "            return;")),
                mutation(
                        "a publication of another epoch is applied",
                        in("ActiveChannel.java", "if (!item.epoch().equals(current.epoch())) {", "if (false) {"),
                        in("ActiveChannel.java", "if (!item.epoch().equals(into.epoch())) {", "if (false) {")),
                mutation(
                        "the partition's baseline is later than the channel's head",
                        in(
                                "Sequencer.java",
                                "startFrom(readEpoch, readSequence);",
                                "startFrom(readEpoch, readSequence + 1);")),
                mutation(
                        "connected bears an id before the snapshot",
                        in(
                                "SimulatedClient.java",
                                "snapshot == null ? subscribed.position() : null, subscribed.recovered()",
                                "subscribed.position(), subscribed.recovered()")),
                mutation(
                        "publications are placed as they arrive",
                        in(
                                "ActiveChannel.java",
                                "if (offset == current.head() + 1) {\n            append(current, item.publication());",
                                "if (offset > current.head()) {\n            append(current, item.publication().at(current.head() + 1));")),
                mutation(
                        "a regress is judged from a stale reply",
                        in(
                                "HeadCheck.java",
                                "state.sequence() < contiguousBefore",
                                "state.sequence() < sequencer.contiguous()")),
                mutation(
                        "nobody compares with the log",
                        in("HeadCheck.java", "if (state.sequence() <= sequencer.contiguous()) {", "if (true) {")),
                mutation(
                        "everybody vouches for every store",
                        in("StoreWatch.java", "(stranger || knows(state)) &&", "true ||"),
                        in("StoreWatch.java", "incarnations[state.partition()] != null && knows(state)", "true")),
                mutation(
                        "a reader past the log is not told",
                        in("Cursor.java", "owed = Reset.Reason.TRIMMED;", "offset = part.oldest() - 1;")),
                mutation(
                        "another epoch is not told",
                        in("Cursor.java", "owed = Reset.Reason.EPOCH;", "epoch = window.epoch();")),
                mutation(
                        "a snapshot is given another position",
                        in(
                                "Fold.java",
                                "new Position(epoch, offset), encode()",
                                "new Position(epoch, offset + 1), encode()")));
    }

    @ParameterizedTest
    @MethodSource("mutations")
    @Timeout(600)
    void isFoundOut(Mutation mutation, @TempDir Path folder) throws Exception {
        try (Mutant mutant = new Mutant(folder, mutation.replacements())) {
            assertThat(mutant.violations(1, SCHEDULES)).as(mutation.name()).isNotEmpty();
        }
    }

    private static Mutation mutation(String name, String[]... replacements) {
        Map<String, List<String[]>> byFile = new HashMap<>();
        for (String[] each : replacements) {
            byFile.merge(
                    each[0],
                    List.<String[]>of(new String[] {each[1], each[2]}),
                    (some, more) -> Stream.concat(some.stream(), more.stream()).toList());
        }
        return new Mutation(name, byFile);
    }

    private static String[] in(String file, String from, String to) {
        return new String[] {file, from, to};
    }
}
