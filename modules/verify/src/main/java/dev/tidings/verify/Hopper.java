package dev.tidings.verify;

import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * A client that changes its transport every now and then, with nothing in its hands but its position: event stream, WebSocket,
 * long poll, plain poll. Owned by the run's event loop.
 */
final class Hopper implements Reader {

    private static final int SHORTEST_STAY_MILLIS = 200;
    private static final int LONGEST_STAY_MILLIS = 2_500;

    private final Rig rig;
    private final String name;
    private final String channel;
    private final boolean collection;
    private final Account account;
    private final Random random;

    private @Nullable Reader transport;
    private int last;
    private boolean stopped;

    /** @param collection whether a gap is followed by a snapshot */
    Hopper(Rig rig, String name, String channel, boolean collection, Account account, Random random) {
        this.rig = rig;
        this.name = name;
        this.channel = channel;
        this.collection = collection;
        this.account = account;
        this.random = random;
    }

    @Override
    public void start() {
        last = random.nextInt(4);
        hop();
    }

    @Override
    public void stop() {
        stopped = true;
        leave();
    }

    private void leave() {
        if (transport != null) {
            transport.stop();
        }
    }

    private void hop() {
        if (stopped) {
            return;
        }
        leave();
        last = (last + 1 + random.nextInt(3)) % 4; // another one
        Reader next = switch (last) {
            case 0 -> new ChannelStream(rig, name, channel, collection, false, false, account);
            case 1 -> new SocketReader(rig, name, Map.of(channel, account), null, false);
            case 2 -> new ChannelPoll(rig, name, channel, PollReader.WAIT_SECONDS, account);
            default -> new ChannelPoll(rig, name, channel, 0, account);
        };
        transport = next;
        next.start();
        rig.hopped();
        rig.vertx()
                .setTimer(
                        SHORTEST_STAY_MILLIS + random.nextInt(LONGEST_STAY_MILLIS - SHORTEST_STAY_MILLIS),
                        timer -> hop());
    }
}
