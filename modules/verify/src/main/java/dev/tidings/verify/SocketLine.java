package dev.tidings.verify;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.Address;
import io.vertx.core.net.NetSocket;
import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a client on a WebSocket does: connects, gives its signs of life, comes back after every end; and it takes silence for
 * death. Owned by the run's event loop.
 */
final class SocketLine {

    /** What is said on the line. */
    interface User {

        /** The hub greeted: nothing is subscribed yet. */
        void opened();

        /**
         * The hub said something.
         *
         * @param id of the command that it answers; 0 for none
         */
        void heard(String name, int id, JsonObject body);

        /** The line is gone; what was not answered on it never will be. */
        void closed();
    }

    private static final long RETRY_MILLIS = 500;
    private static final long WATCH_MILLIS = 500;

    private final Rig rig;
    private final String name;
    private final boolean patient;
    private final User user;

    private @Nullable NetSocket socket;
    private @Nullable SocketText text;
    private int generation;
    private boolean greeted;
    private boolean answered;
    private long awaySinceNanos = -1;
    private @Nullable Address entrance;
    private boolean stopped;
    private long lastHeardNanos;
    private long retryMillis = RETRY_MILLIS;
    private long watch = -1;

    /** @param patient whether it waits as long as the hub says, or is back at once */
    SocketLine(Rig rig, String name, boolean patient, User user) {
        this.rig = rig;
        this.name = name;
        this.patient = patient;
        this.user = user;
    }

    void start() {
        watch = rig.vertx().setPeriodic(WATCH_MILLIS, id -> closeWhenSilent());
        connect();
    }

    void stop() {
        stopped = true;
        rig.vertx().cancelTimer(watch);
        drop();
        generation++;
    }

    /** Whether commands may be sent. */
    boolean isOpen() {
        return greeted;
    }

    /** Sends a command; only on an open line. */
    void send(JsonObject command) {
        write(SocketRequest.text(command.encode()));
    }

    private void write(byte[] bytes) {
        Objects.requireNonNull(socket, "not open").write(Buffer.buffer(bytes)).onFailure(rig::broken);
    }

    private void connect() {
        if (stopped) {
            return;
        }
        int attempt = ++generation;
        lastHeardNanos = rig.nanos();
        answered = false;
        Way way = rig.anyWay();
        entrance = way.entrance();
        rig.connect(way).onFailure(cause -> ended(attempt)).onSuccess(opened -> {
            opened.exceptionHandler(rig::broken);
            if (attempt == generation && !stopped) {
                socket = opened;
                text = new SocketText();
                opened.closeHandler(end -> ended(attempt));
                opened.handler(bytes -> read(attempt, bytes));
                write(SocketRequest.upgrade(way.hub().getAuthority(), rig.token()));
            } else {
                opened.close().onFailure(rig::broken);
            }
        });
    }

    private void read(int attempt, Buffer bytes) {
        SocketText reading = text;
        if (attempt != generation || reading == null) {
            return;
        }
        answered = true;
        lastHeardNanos = rig.nanos();
        try {
            for (String line : reading.feed(bytes)) {
                if (attempt == generation && socket != null) {
                    object(new JsonObject(line));
                }
            }
            if (reading.ended()) {
                drop();
            }
        } catch (IOException e) {
            rig.problem(name + ": " + e.getMessage());
            drop();
        }
    }

    private void object(JsonObject said) {
        if (said.isEmpty()) {
            send(said);
            return;
        }
        int id = said.getInteger("id", 0);
        said.remove("id");
        String word = said.fieldNames().iterator().next();
        JsonObject body = said.getJsonObject(word);
        switch (word) {
            case "connected" -> {
                greeted = true;
                if (awaySinceNanos >= 0) {
                    rig.outages().over(rig.nanos() - awaySinceNanos);
                    awaySinceNanos = -1;
                }
                user.opened();
            }
            case "disconnect" -> {
                retryMillis = body.getLong("retryAfterMs", RETRY_MILLIS);
                if (!body.getBoolean("reconnect")) {
                    rig.problem(name + ": was sent away: " + body);
                }
            }
            default -> user.heard(word, id, body);
        }
    }

    private void closeWhenSilent() {
        if (rig.nanos() - lastHeardNanos > Rig.SILENCE_MILLIS * 1_000_000) {
            drop();
            ended(generation);
        }
    }

    /** Closes the connection without a word, and comes back unless it was stopped. */
    void drop() {
        NetSocket last = socket;
        socket = null;
        if (last != null) {
            last.close().onFailure(rig::broken);
        }
    }

    private void ended(int attempt) {
        if (attempt != generation || stopped) {
            return;
        }
        generation++;
        lastHeardNanos = rig.nanos();
        socket = null;
        if (greeted) {
            greeted = false;
            user.closed();
        }
        awaySinceNanos = awaySinceNanos < 0 ? lastHeardNanos : awaySinceNanos;
        long wait = Math.max(1, patient ? retryMillis : retryMillis / 4);
        rig.vertx().setTimer(answered ? wait : rig.refused(entrance, wait), id -> connect());
        retryMillis = RETRY_MILLIS;
    }
}
