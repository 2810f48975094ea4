package dev.tidings.server;

import dev.tidings.model.ChannelName;
import dev.tidings.model.HubException;
import dev.tidings.model.JsonLimits;
import dev.tidings.model.JsonText;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tidings publish}: makes one publication and prints its position. Owned by the main thread. */
@Command(
        name = "publish",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Publishes one message in a channel and prints the hub's answer.")
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class Publish implements Callable<Integer> {

    private static final Duration ANSWER_TIME = Duration.ofSeconds(15);

    private static final int MAX_DATA_BYTES = 16 << 20;

    @Parameters(index = "0", paramLabel = "CHANNEL", description = "The channel, such as chat:1.")
    private String channel;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "DATA",
            description = "Any JSON; - reads it from standard input; absent is null.")
    private @Nullable String data;

    @Option(names = "--event", paramLabel = "EVENT", description = "The event's name (default: message).")
    private @Nullable String event;

    @Mixin
    private HubAddress hub;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        if (!ChannelName.isValid(channel)) {
            throw CommandFailure.usage("not a channel's name: " + channel);
        }
        String body =
                "{" + (event == null ? "" : "\"event\":" + JsonText.quote(event) + ",") + "\"data\":" + json() + "}";
        // with a key of its own, so that a proxy that repeats the request doesn't publish twice
        HttpRequest request = hub.request("/api/channels/" + channel + "/publications")
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", UUID.randomUUID().toString())
                .timeout(ANSWER_TIME)
                .POST(BodyPublishers.ofString(body))
                .build();
        HttpResponse<String> response;
        try {
            response = hub.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            throw hub.unreachable(e);
        }
        if (response.statusCode() != 201) {
            throw CommandFailure.failed(Refusal.text(response.statusCode(), response.body()));
        }
        spec.commandLine().getOut().println(response.body());
        return 0;
    }

    private JsonText json() throws IOException {
        if (data == null) {
            return JsonText.NULL;
        }
        byte[] text =
                data.equals("-") ? System.in.readNBytes(MAX_DATA_BYTES + 1) : data.getBytes(StandardCharsets.UTF_8);
        try {
            return JsonText.parse(text, JsonLimits.DEFAULT.withMaxBytes(MAX_DATA_BYTES));
        } catch (HubException e) {
            throw CommandFailure.usage("DATA: " + e.detail() + "; a text needs its quotes: '\"hello\"'");
        }
    }
}
