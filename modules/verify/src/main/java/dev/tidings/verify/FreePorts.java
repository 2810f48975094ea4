package dev.tidings.verify;

import java.io.IOException;
import java.net.BindException;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports for programs that are told theirs before they start, or that keep theirs across a restart. They lie below those
 * that the kernel gives to whoever asks for any, so that nobody gets one of them by chance between choice and use.
 * Immutable; pure functions.
 */
public final class FreePorts {

    private static final int FIRST = 10_000;
    private static final int COUNT = 22_000;

    private FreePorts() {}

    /**
     * One port that nobody listened on a moment ago.
     *
     * @throws IOException when there is none
     */
    public static int one() throws IOException {
        return of(1).get(0);
    }

    /**
     * So many of them, all different.
     *
     * @throws IOException when there are not so many
     */
    public static List<Integer> of(int count) throws IOException {
        List<ServerSocket> held = new ArrayList<>();
        try {
            for (int tries = 0; held.size() < count; tries++) {
                if (tries == COUNT) {
                    throw new BindException("no free port from " + FIRST + " on");
                }
                try {
                    held.add(
                            new ServerSocket(FIRST + ThreadLocalRandom.current().nextInt(COUNT)));
                } catch (BindException taken) {
                    // somebody listens there
                }
            }
            return held.stream().map(ServerSocket::getLocalPort).toList();
        } finally {
            for (ServerSocket socket : held) {
                socket.close();
            }
        }
    }
}
