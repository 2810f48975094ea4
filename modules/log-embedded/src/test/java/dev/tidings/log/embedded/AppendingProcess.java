package dev.tidings.log.embedded;

import dev.tidings.log.Append;
import dev.tidings.log.AppendResult.Appended;
import dev.tidings.log.BatchResult.Decided;
import dev.tidings.log.ChannelSettings;
import dev.tidings.log.Entry;
import dev.tidings.log.embedded.EmbeddedLogOptions.Tuning;
import dev.tidings.model.Change;
import dev.tidings.model.ChannelName;
import dev.tidings.model.Epoch;
import dev.tidings.model.JsonText;
import dev.tidings.model.Kind;
import dev.tidings.model.Partitions;
import java.io.PrintStream;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.Semaphore;

/** A bare process on the embedded log, to be killed: appends without end and prints what was acknowledged. */
final class AppendingProcess {

    static final int CHANNELS = 4;
    private static final int IN_FLIGHT = 16;

    private AppendingProcess() {}

    static ChannelName channel(int number) {
        return new ChannelName("killed:" + number);
    }

    /** Small segments and snapshots, so that a kill meets every kind of work. */
    static EmbeddedLogOptions options(Path directory) {
        SecureRandom random = new SecureRandom();
        ChannelSettings all = new ChannelSettings(Kind.LOG, 1_000_000, 86_400_000L);
        Tuning tuning = new Tuning(64 << 10, 100 << 10, 1 << 20, 65_536, 32L << 20, 0, 86_400_000L, 5);
        return EmbeddedLogOptions.of(directory, name -> all, () -> Epoch.draw(random))
                .withTuning(tuning);
    }

    static JsonText data(int channel, long offset) {
        return JsonText.of("\"" + channel + " " + offset + " " + "x".repeat((int) (offset % 300)) + "\"");
    }

    /** The folder, and the heads from which the channels go on. */
    public static void main(String[] arguments) throws Exception {
        EmbeddedLog log = EmbeddedLog.open(options(Path.of(arguments[0])));
        long[] next = new long[CHANNELS];
        for (int i = 0; i < CHANNELS; i++) {
            next[i] = Long.parseLong(arguments[1 + i]) + 1;
        }
        PrintStream out = System.out;
        out.println("open");
        Semaphore permits = new Semaphore(IN_FLIGHT);
        for (int turn = 0; ; turn = (turn + 1) % CHANNELS) {
            permits.acquire();
            int channel = turn;
            Entry entry = new Entry("message", null, data(channel, next[channel]++), 1, null, Change.NONE);
            log.append(Partitions.of(channel(channel)), List.of(Append.of(channel(channel), entry, null)))
                    .onSuccess(answer -> {
                        Appended appended =
                                (Appended) ((Decided) answer).results().get(0);
                        out.println(channel + " " + appended.head() + " " + appended.epoch());
                        permits.release();
                    });
        }
    }
}
