package dev.tidings.verify;

import dev.tidings.model.Position;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** Polls a channel's history, long or plainly. Owned by the run's event loop. */
final class ChannelPoll extends PollReader {

    private static final int LIMIT = 500;
    private static final long PAUSE_MILLIS = 100;

    private final Account account;
    private final int waitSeconds;
    private final String path;

    /** @param waitSeconds how long the hub may hold a poll; 0 = it answers at once */
    ChannelPoll(Rig rig, String name, String channel, int waitSeconds, Account account) {
        super(rig, name, waitSeconds == 0 ? PAUSE_MILLIS : 0);
        this.account = account;
        this.waitSeconds = waitSeconds;
        this.path = "/api/channels/" + channel + "/publications?limit=" + LIMIT;
    }

    @Override
    RequestOptions next() {
        Position since = account.position();
        String wait = waitSeconds == 0 ? "" : "&wait=" + waitSeconds;
        String query = since == null ? "&since=head" : "&since=" + since + wait;
        return rig().request(HttpMethod.GET, path + query);
    }

    @Override
    void answered(Rig.Answer answer) {
        if (answer.status() != 200) {
            rig().problem(name() + ": a poll was answered with " + answer.status() + " " + answer.body());
            return;
        }
        JsonObject page = answer.body().toJsonObject();
        JsonArray publications = page.getJsonArray("publications");
        Position position = Position.parse(page.getString("position")).orElseThrow();
        Position before = publications.isEmpty()
                ? position
                : new Position(position.epoch(), publications.getJsonObject(0).getLong("offset") - 1);
        if (account.position() == null) {
            account.covered(before);
        } else if (!page.getBoolean("recovered")) {
            account.reset(before);
        }
        for (int i = 0; i < publications.size(); i++) {
            JsonObject publication = publications.getJsonObject(i);
            account.received(
                    new Position(position.epoch(), publication.getLong("offset")), publication.getJsonObject("data"));
        }
    }
}
