package dev.tidings.log.embedded;

import static dev.tidings.log.embedded.LogUnderTest.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.log.ChannelRead;
import dev.tidings.log.ReadRequest;
import dev.tidings.model.Publication;
import dev.tidings.model.Seeded;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills a bare process at random moments, again and again on the same directory: what it acknowledged is there, and what
 * was there before is unchanged. 12 kills in the build; {@code -Dkills=200} for more.
 */
class KillTest {

    private static final int KILLS = Integer.getInteger("kills", 12);

    @TempDir
    Path directory;

    private final long[] heads = new long[AppendingProcess.CHANNELS];
    private long acknowledged;

    @Test
    @Timeout(600)
    void losesNothingThatWasAcknowledgedWhenTheProcessIsKilled() throws Exception {
        Random random = new Random(Seeded.seed(KillTest.class));
        for (int kill = 0; kill < KILLS; kill++) {
            // every other one gets on with its work first, however slow the machine is
            runAndKill(20 + random.nextInt(130), kill % 2 == 0);
            verify();
        }
        System.out.println("kills: kills=" + KILLS + " acked=" + acknowledged + " in the log="
                + Stream.of(heads[0], heads[1], heads[2], heads[3])
                        .mapToLong(Long::longValue)
                        .sum() + " lost=0");
        assertThat(acknowledged).isGreaterThanOrEqualTo(KILLS / 2);
    }

    private void runAndKill(int millis, boolean worksFirst) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx128m",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                AppendingProcess.class.getName(),
                directory.toString()));
        for (long head : heads) {
            command.add(Long.toString(head));
        }
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader lines = process.inputReader(StandardCharsets.US_ASCII)) {
            awaitOpen(lines);
            if (worksFirst) {
                note(lines.readLine());
            }
            Thread killer = killer(process, millis);
            killer.start();
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                note(line);
            }
            killer.join();
        }
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    }

    private static Thread killer(Process process, int millis) {
        return new Thread(() -> {
            try {
                TimeUnit.MILLISECONDS.sleep(millis);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            // By its handle: the process itself would close the pipe with what is still in it.
            process.toHandle().destroyForcibly();
        });
    }

    /** What it logs while it opens, such as a tail that it cuts, comes by the same way. */
    private static void awaitOpen(BufferedReader lines) throws IOException {
        String line = lines.readLine();
        while (line != null && !line.equals("open")) {
            line = lines.readLine();
        }
        assertThat(line).as("the process opened the log").isNotNull();
    }

    /** The last line may be cut off. */
    private void note(String line) {
        String[] parts = line.split(" ", -1);
        if (parts.length == 3 && parts[2].length() == 12) {
            int channel = Integer.parseInt(parts[0]);
            heads[channel] = Math.max(heads[channel], Long.parseLong(parts[1]));
            acknowledged++;
        }
    }

    /** On a copy, so that the next process finds what the kill left. */
    private void verify() throws Exception {
        Path copy = Files.createTempDirectory("killed");
        try {
            try (Stream<Path> files = Files.list(directory)) {
                for (Path file : files.toList()) {
                    Files.copy(file, copy.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
                }
            }
            EmbeddedLog log = EmbeddedLog.open(AppendingProcess.options(copy));
            assertThat(log.health().detail()).isEmpty();
            for (int channel = 0; channel < heads.length; channel++) {
                verify(log, channel);
            }
            await(log.close());
        } finally {
            try (Stream<Path> files = Files.walk(copy)) {
                files.sorted((a, b) -> b.compareTo(a))
                        .forEach(file -> file.toFile().delete());
            }
        }
    }

    /** Every publication from the first on is what was appended under its offset. */
    private void verify(EmbeddedLog log, int channel) {
        long after = 0;
        ChannelRead read;
        do {
            read = await(log.read(new ReadRequest(AppendingProcess.channel(channel), after, 10_000, 8 << 20)));
            for (Publication publication : read.entries()) {
                assertThat(publication.offset()).isEqualTo(after + 1);
                assertThat(publication.data()).isEqualTo(AppendingProcess.data(channel, publication.offset()));
                after++;
            }
        } while (after < read.head());
        assertThat(after).as("channel " + channel).isGreaterThanOrEqualTo(heads[channel]);
        heads[channel] = after;
    }
}
