package dev.tidings.verify;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Sees to it that nothing of a run outlives it, in whatever way it ends: a shell in a session of its own, which waits for the end of
 * its input, as it comes when this process is killed, too; then it kills what bears the run's mark and takes its network away. Needs
 * Linux. Owned by the thread that made it.
 */
final class Reaper implements AutoCloseable {

    private static final String MARK = "VERIFY_RUN";
    private static final long CLOSE_SECONDS = 30;

    /**
     * {@code $1} is the mark as it stands in an environment; each line of the input names a bridge, whose namespaces are named
     * after it. Whoever was about to start something is caught by the second look.
     */
    private static final String SCRIPT = """
            bridges=$(cat)
            for look in 1 2 3 4 5; do
                marked=$(grep -lszxF -e "$1" /proc/[0-9]*/environ)
                [ -n "$marked" ] || [ "$look" -le 2 ] || break
                for environ in $marked; do
                    pid=${environ#/proc/}
                    kill -9 "${pid%/environ}"
                done
                sleep 0.1
            done
            for bridge in $bridges; do
                for wire in $(ip -o link show master "$bridge" | sed 's/^[0-9]*: //; s/[@:].*//'); do
                    ip link del "$wire"
                done
                for name in $(ip netns list | sed 's/ .*//' | grep "^$bridge-"); do
                    ip netns del "$name"
                done
                ip link del "$bridge"
            done
            """;

    private final String run;
    private final Process shell;

    private Reaper(String run, Process shell) {
        this.run = run;
        this.shell = shell;
    }

    /** @param run what no other run is called */
    static Reaper start(String run) throws IOException {
        List<String> command = List.of("setsid", "sh", "-c", SCRIPT, "sh", MARK + "=" + run);
        return new Reaper(
                run,
                new ProcessBuilder(command)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start());
    }

    /** What the environment of each of the run's processes must have. */
    Map<String, String> mark() {
        return Map.of(MARK, run);
    }

    /** Takes a bridge of this machine away at the end, with its wires and the namespaces named {@code <bridge>-…}. */
    void takeAway(String bridge) throws IOException {
        OutputStream input = shell.getOutputStream();
        input.write((bridge + "\n").getBytes(US_ASCII));
        input.flush();
    }

    /** The run is over; returns when nothing of it is there any more. */
    @Override
    public void close() {
        try {
            shell.getOutputStream().close();
            if (!shell.waitFor(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                throw new IOException("what run " + run + " started did not end");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
