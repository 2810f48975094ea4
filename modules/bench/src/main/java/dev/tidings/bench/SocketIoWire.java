package dev.tidings.bench;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Socket.IO (protocol 5, Engine.IO 4) over its websocket transport, with one subscription. Immutable. */
final class SocketIoWire extends MessageWire {

    private static final Pattern POSITION = Pattern.compile("\"position\":\"([^\"]+)\"");

    private static final Pattern OF_THE_HUB = Pattern.compile("42\\[\"(?:task:snapshot|tidings:offset)\",");

    private final String subscribe;

    /** @param path of the endpoint */
    SocketIoWire(MessageScanner scanner, String path, String channel, String resumeFrom) {
        super(scanner, path + "?EIO=4&transport=websocket");
        JsonObject argument = new JsonObject().put("channel", channel);
        if (!resumeFrom.isEmpty()) {
            argument.put("position", resumeFrom);
        }
        this.subscribe = "421" + new JsonArray().add("subscribe").add(argument).encode();
    }

    /** Engine.IO: 0 open, 2 ping, 3 pong, 4 message; in a message 0 connect, 2 event, 3 acknowledgement. */
    @Override
    void said(String message, FrameScanner.Sink sink) {
        Matcher position = POSITION.matcher(message);
        if (message.startsWith("0{")) {
            say("40");
        } else if (message.startsWith("40")) {
            say(subscribe);
        } else if (message.startsWith("431[") && position.find()) {
            sink.other("connected", position.group(1), message);
        } else if (message.equals("2")) {
            say("3");
        } else if (!OF_THE_HUB.matcher(message).lookingAt()) {
            sink.other(message, "", "");
        }
    }
}
