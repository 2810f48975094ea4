package dev.tidings.verify;

import dev.tidings.model.Position;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A WebSocket with subscriptions, each resumed from its own position. Of a collection it may ask for a snapshot at each connect
 * and keep the fold. Owned by the run's event loop.
 */
final class SocketReader implements Reader, SocketLine.User {

    private final Rig rig;
    private final String name;
    private final SocketLine line;
    private final Map<String, Account> accounts;
    private final @Nullable String folded;
    private final Map<String, Long> fold = new TreeMap<>();

    /**
     * @param accounts by channel
     * @param folded the collection whose fold it keeps; null for none
     */
    SocketReader(Rig rig, String name, Map<String, Account> accounts, @Nullable String folded, boolean patient) {
        this.rig = rig;
        this.name = name;
        this.accounts = new LinkedHashMap<>(accounts);
        this.folded = folded;
        this.line = new SocketLine(rig, name, patient, this);
    }

    /** Versions by id, of the folded collection. */
    Map<String, Long> fold() {
        return fold;
    }

    @Override
    public void start() {
        line.start();
    }

    @Override
    public void stop() {
        line.stop();
    }

    @Override
    public void opened() {
        int id = 0;
        for (Map.Entry<String, Account> entry : accounts.entrySet()) {
            JsonObject body = new JsonObject().put("channel", entry.getKey());
            Position position = entry.getValue().position();
            if (position != null) {
                body.put("position", position.toString());
            }
            if (entry.getKey().equals(folded)) {
                body.put("snapshot", true);
            }
            line.send(new JsonObject().put("id", ++id).put("subscribe", body));
        }
    }

    @Override
    public void closed() {
        // The positions are kept: the next connection resumes from them.
    }

    @Override
    public void heard(String word, int id, JsonObject body) {
        if (word.equals("error") && body.getInteger("status") >= 500) {
            line.drop(); // The log is away: again, with a new connection.
            return;
        }
        String channel = body.getString("channel");
        Account account = channel == null ? null : accounts.get(channel);
        if (account == null) {
            rig.problem(name + ": " + word + " " + body);
            return;
        }
        switch (word) {
            case "subscribed" -> begins(channel, account, body);
            case "reset" -> begins(channel, account, body.put("recovered", false));
            case "publication" -> publication(channel, account, body);
            default -> rig.problem(name + ": " + word + " " + body);
        }
    }

    private void begins(String channel, Account account, JsonObject body) {
        Position position = Position.parse(body.getString("position")).orElseThrow();
        JsonArray snapshot = body.getJsonArray("snapshot");
        if (snapshot != null) {
            rig.books().saw(name, position, snapshot);
            if (channel.equals(folded)) {
                fold.clear();
                fold.putAll(CollectionBooks.versions(snapshot));
            }
        }
        if (!body.getBoolean("recovered")) {
            account.reset(position);
        } else if (snapshot != null) {
            account.covered(position);
        } else {
            account.recovered(position);
        }
    }

    private void publication(String channel, Account account, JsonObject body) {
        JsonObject data = body.getJsonObject("data");
        if (channel.equals(folded)) {
            CollectionBooks.apply(body.getString("event"), data, fold);
        }
        Position before = Objects.requireNonNull(account.position(), "a publication came before 'subscribed'");
        account.received(new Position(before.epoch(), body.getLong("offset")), data);
    }
}
