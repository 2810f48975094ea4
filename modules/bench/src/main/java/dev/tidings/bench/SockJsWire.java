package dev.tidings.bench;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The websocket transport of SockJS, with one subscription: of the hub itself, or of an event-bus bridge. Immutable. */
final class SockJsWire extends MessageWire {

    private static final Pattern BEGUN =
            Pattern.compile("(?:\"subscribed\":|\"kind\":\"subscribed\").*?\"position\":\"([^\"]+)\"");

    private final String hello;

    /** @param hello what is said first, see {@link #subscribe} and {@link #register} */
    SockJsWire(MessageScanner scanner, String prefix, String hello) {
        super(
                scanner,
                prefix + "/000/" + Long.toHexString(ThreadLocalRandom.current().nextLong()) + "/websocket");
        this.hello = new JsonArray().add(hello).encode();
    }

    /** The hub's command. */
    static String subscribe(String channel, String resumeFrom) {
        JsonObject subscribe = new JsonObject().put("channel", channel);
        if (!resumeFrom.isEmpty()) {
            subscribe.put("position", resumeFrom);
        }
        return new JsonObject().put("id", 1).put("subscribe", subscribe).encode();
    }

    /** A bridge's. */
    static String register(String address, String resumeFrom) {
        JsonObject headers = resumeFrom.isEmpty() ? new JsonObject() : new JsonObject().put("position", resumeFrom);
        return new JsonObject()
                .put("type", "register")
                .put("address", address)
                .put("headers", headers)
                .encode();
    }

    @Override
    void said(String message, FrameScanner.Sink sink) {
        String text = message.replace("\\\"", "\"");
        Matcher begun = BEGUN.matcher(text);
        if (message.equals("o")) {
            say(hello);
        } else if (begun.find()) {
            sink.other("connected", begun.group(1), text);
        } else if (!message.equals("h") && !text.startsWith("a[\"{\"connected\":")) {
            sink.other(message, "", "");
        }
    }
}
