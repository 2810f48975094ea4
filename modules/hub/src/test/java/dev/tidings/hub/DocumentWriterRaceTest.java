package dev.tidings.hub;

import static dev.tidings.hub.PetWrites.PETS;
import static dev.tidings.hub.PetWrites.delete;
import static dev.tidings.hub.PetWrites.keyed;
import static dev.tidings.hub.PetWrites.patch;
import static dev.tidings.hub.PetWrites.pets;
import static dev.tidings.hub.PetWrites.post;
import static dev.tidings.hub.PetWrites.put;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidings.hub.WriteCommand.Operation;
import dev.tidings.log.ChannelSettings;
import dev.tidings.log.LogLimits;
import dev.tidings.log.MemoryLog;
import dev.tidings.log.ReadRequest;
import dev.tidings.model.Change;
import dev.tidings.model.Epoch;
import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import dev.tidings.model.Kind;
import dev.tidings.model.Publication;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Two nodes write to one log, interleaved by a seeded choice at every step. */
class DocumentWriterRaceTest {

    private static final int SEEDS = 100;
    private static final List<Operation> OPERATIONS = List.of(Operation.values());

    private Random random;
    private SteppedLoop loop;
    private MemoryLog log;
    private WritingNode one;
    private WritingNode other;

    private interface Schedule {
        void run(long seed);
    }

    @Test
    void losesNoUpdateOfEightWritersWhoTryAgain() {
        eachSeed(8, seed -> {
            one.write(post("counter", "{\"name\":\"c\",\"n\":0}"));
            loop.run();
            int[] successes = new int[1];
            for (int writer = 0; writer < 8; writer++) {
                increment(writer % 2 == 0 ? one : other, 3, successes);
            }
            loop.run();
            assertThat(successes[0]).isEqualTo(24);
            assertThat(last().path("n").intValue()).isEqualTo(24);
            assertSound();
        });
    }

    /** As a client does: reads, writes on the condition that nothing changed, and reads again when something did. */
    private void increment(WritingNode node, int times, int[] successes) {
        if (times == 0) {
            return;
        }
        ObjectNode document = DocumentText.parse(node.document(PETS, "counter").data());
        String next = "{\"name\":\"c\",\"n\":" + (document.path("n").intValue() + 1) + "}";
        Precondition unchanged = Precondition.ifVersion(document.path("version").longValue());
        node.write(put("counter", next, unchanged)).onComplete(answer -> {
            if (answer.succeeded()) {
                successes[0]++;
            } else {
                assertThat(((HubException) answer.cause()).code()).isEqualTo(ErrorCode.PRECONDITION_FAILED);
            }
            int left = answer.succeeded() ? times - 1 : times;
            loop.schedule(1 + random.nextInt(5), () -> increment(node, left, successes));
        });
    }

    @Test
    void losesNoEditThatIsComputedAnew() {
        eachSeed(8, seed -> {
            one.write(post("counter", "{\"name\":\"c\",\"n\":0}"));
            loop.run();
            DocumentEdit increment = current -> {
                ObjectNode next = current.deepCopy();
                return next.put("n", current.path("n").intValue() + 1);
            };
            List<Future<Written>> writes = new ArrayList<>();
            for (int i = 0; i < 24; i++) {
                WritingNode node = i % 2 == 0 ? one : other;
                writes.add(node.write(PetWrites.command(Operation.PATCH, "counter", increment, Precondition.NONE)));
            }
            loop.run();
            assertThat(writes).allSatisfy(write -> assertThat(write.succeeded()).isTrue());
            assertThat(last().path("n").intValue()).isEqualTo(24);
            assertSound();
        });
    }

    @Test
    void answersOneKeyOnBothNodesWithOnePublication() {
        eachSeed(8, seed -> {
            WriteCommand creation = keyed(post(null, "{\"name\":\"Rex\"}"), "k");
            Future<Written> first = one.write(creation);
            Future<Written> second = other.write(creation);
            Future<Written> third = one.write(creation);
            loop.run();
            assertThat(first.result()).isEqualTo(second.result()).isEqualTo(third.result());
            assertThat(publications()).hasSize(1);

            WriteCommand sale = keyed(patch(first.result().id(), "{\"status\":\"sold\"}"), "k2");
            Future<Written> sold = one.write(sale);
            Future<Written> soldAgain = other.write(sale);
            loop.run();
            assertThat(sold.result()).isEqualTo(soldAgain.result());
            assertThat(publications()).hasSize(3);
            assertSound();
        });
    }

    @Test
    void letsOneOfTwoCreateADocument() {
        eachSeed(8, seed -> {
            Future<Written> rex = one.write(post("1", "{\"name\":\"Rex\"}"));
            Future<Written> max = other.write(post("1", "{\"name\":\"Max\"}"));
            loop.run();
            Future<Written> loser = rex.succeeded() ? max : rex;
            Future<Written> winner = rex.succeeded() ? rex : max;
            HubException refusal = (HubException) loser.cause();
            assertThat(refusal.code()).isEqualTo(ErrorCode.EXISTS);
            assertThat(refusal.current()).isEqualTo(winner.result().document());
            assertSound();
        });
    }

    @Test
    void neverTakesARecreatedDocumentForTheOldOne() {
        eachSeed(8, seed -> {
            one.write(post("1", "{\"name\":\"Rex\"}"));
            loop.run();
            Future<Written> deleted = one.write(delete("1"));
            Future<Written> recreated = one.write(put("1", "{\"name\":\"Max\"}"));
            Future<Written> stale = other.write(put("1", "{\"name\":\"old\"}", Precondition.ifVersion(1)));
            loop.run();
            assertThat(deleted.succeeded() && recreated.succeeded()).isTrue();
            if (stale.succeeded()) {
                assertThat(stale.result().version())
                        .as("only before the deletion")
                        .isEqualTo(2);
            }
            assertThat(last().path("name").textValue()).isEqualTo("Max");
            assertSound();
        });
    }

    @Test
    void agreesWithATrivialModelWhenWritesComeOneByOne() {
        eachSeed(1, seed -> {
            Map<String, String> names = new HashMap<>();
            Map<String, Long> versions = new HashMap<>();
            for (int i = 0; i < 60; i++) {
                String id = "p" + random.nextInt(4);
                String name = "n" + random.nextInt(3);
                String body = "{\"name\":\"" + name + "\"}";
                Operation operation = OPERATIONS.get(random.nextInt(OPERATIONS.size()));
                WriteCommand command = switch (operation) {
                    case CREATE -> post(id, body);
                    case PUT -> put(id, body);
                    case PATCH -> patch(id, body);
                    case DELETE -> delete(id);
                };
                Future<Written> write = (random.nextBoolean() ? one : other).write(command);
                if (random.nextInt(3) > 0) {
                    loop.run();
                } else {
                    while (!write.isComplete()) {
                        loop.run(1);
                    }
                }
                assertThat(outcome(write)).as("step %s", i).isEqualTo(expected(operation, id, name, names, versions));
            }
            loop.run();
            assertSound();
        });
    }

    private static String outcome(Future<Written> write) {
        return write.failed()
                ? ((HubException) write.cause()).code().code()
                : write.result().status() + " v" + write.result().version();
    }

    private static String expected(
            Operation operation, String id, String name, Map<String, String> names, Map<String, Long> versions) {
        String before = names.get(id);
        if (operation == Operation.CREATE && before != null) {
            return "exists";
        }
        if ((operation == Operation.PATCH || operation == Operation.DELETE) && before == null) {
            return "not-found";
        }
        if (operation == Operation.DELETE) {
            names.remove(id);
            return "204 v" + versions.merge(id, 1L, Long::sum);
        }
        if (name.equals(before)) {
            return "200 v" + versions.get(id);
        }
        names.put(id, name);
        return (before == null ? "201 v" : "200 v") + versions.merge(id, 1L, Long::sum);
    }

    private void eachSeed(int slowness, Schedule schedule) {
        for (long seed = 1; seed <= SEEDS; seed++) {
            random = new Random(seed);
            loop = new SteppedLoop(random);
            log = new MemoryLog(
                    channel -> new ChannelSettings(Kind.LOG, 10_000, 86_400_000L),
                    LogLimits.DEFAULT,
                    () -> Epoch.draw(random),
                    loop::monotonicMillis,
                    "store");
            one = new WritingNode(pets(), log, loop, random, slowness);
            other = new WritingNode(pets(), log, loop, random, slowness);
            one.peer = other;
            other.peer = one;
            try {
                schedule.run(seed);
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("seed " + seed, e);
            }
        }
    }

    /** Versions of a document go up one by one, and no write is left over. */
    private void assertSound() {
        Map<String, Long> versions = new HashMap<>();
        for (Publication publication : publications()) {
            long version = DocumentText.version(publication.data());
            long before = versions.getOrDefault(publication.key(), 0L);
            assertThat(version).isEqualTo(publication.change() == Change.NONE ? before : before + 1);
            versions.put(publication.key(), version);
        }
        assertThat(one.writer.writes() + other.writer.writes()).isZero();
    }

    private ObjectNode last() {
        List<Publication> all = publications();
        return DocumentText.parse(all.get(all.size() - 1).data());
    }

    private List<Publication> publications() {
        return log.read(new ReadRequest(PETS, 0, 10_000, 1 << 30)).result().entries();
    }
}
