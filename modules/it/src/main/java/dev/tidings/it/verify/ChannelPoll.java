package dev.tidings.it.verify;

import dev.tidings.model.Position;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** Long-polls a channel's history. Owned by the run's event loop. */
final class ChannelPoll extends PollReader {

    private static final int LIMIT = 500;

    private final Track track;
    private final String path;

    ChannelPoll(Rig rig, String name, String channel) {
        super(rig, name);
        this.track = rig.ledger().track(name, channel);
        this.path = "/api/channels/" + channel + "/publications?limit=" + LIMIT;
    }

    @Override
    RequestOptions next() {
        Position since = track.position();
        String query = since == null ? "&since=head" : "&since=" + since + "&wait=" + WAIT_SECONDS;
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
        if (track.position() == null) {
            track.covered(before);
        } else if (!page.getBoolean("recovered")) {
            track.reset(before);
        }
        for (int i = 0; i < publications.size(); i++) {
            received(position, publications.getJsonObject(i));
        }
    }

    private void received(Position page, JsonObject publication) {
        JsonObject data = publication.getJsonObject("data");
        WriteId write = Rig.writeOf(data);
        if (write == null) {
            rig().problem(name() + ": a publication that nobody wrote: " + publication);
            return;
        }
        Position position = new Position(page.epoch(), publication.getLong("offset"));
        track.received(new Delivery(position, write, rig().nanos() - data.getLong("t")), rig().nanos());
    }
}
