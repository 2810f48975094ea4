package dev.tidings.edge;

import dev.tidings.edge.identity.Accounts;
import dev.tidings.edge.identity.AnonymousIdentity;
import dev.tidings.edge.identity.Doorkeeper;
import dev.tidings.edge.identity.Grants;
import dev.tidings.edge.identity.Revocations;
import dev.tidings.edge.identity.Sessions;
import dev.tidings.edge.identity.TicketBridge;
import dev.tidings.edge.identity.TicketDesk;
import dev.tidings.edge.identity.Tickets;
import dev.tidings.edge.identity.TokenKeys;
import dev.tidings.edge.identity.TokenSigner;
import dev.tidings.edge.identity.TokenVerifier;
import dev.tidings.hub.Hub;
import dev.tidings.hub.HubPort;
import dev.tidings.hub.HubSettings;
import dev.tidings.hub.Pipe;
import dev.tidings.hub.VertxLoop;
import dev.tidings.log.ChannelSettings;
import dev.tidings.log.LogLimits;
import dev.tidings.log.MemoryLog;
import dev.tidings.model.ChannelName;
import dev.tidings.model.Epoch;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A node of a {@link PipeMesh} that makes tickets and has a stream and a socket to open by them. Owned by its test. */
final class TicketNode {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final byte[] SECRET = "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.UTF_8);
    private static final String HOST = "Host: localhost\r\n";

    private final Vertx vertx;
    private final Hub hub;
    private final VertxLoop deskLoop;
    private final HubPort desk;
    private final Tickets tickets;
    private final ListenerVerticle listener;
    private final String deployment;
    private final List<Allowance.Live> streams = new ArrayList<>();

    /** What no log may tell: of its tickets also those parts that count. */
    private final List<String> secrets = new ArrayList<>(List.of(new String(SECRET, StandardCharsets.UTF_8)));

    TicketNode(Vertx vertx, PipeMesh mesh, String name) {
        this.vertx = vertx;
        MemoryLog log = new MemoryLog(
                channel -> ChannelSettings.DEFAULT,
                LogLimits.DEFAULT,
                () -> Epoch.draw(RANDOM),
                System::currentTimeMillis,
                "memory");
        hub = new Hub(
                HubSettings.defaults(name, channel -> ChannelSettings.DEFAULT, List.of()),
                log,
                mesh.bus(),
                mesh.members(name),
                mesh.loop(),
                RANDOM);
        hub.start();
        deskLoop = new VertxLoop(vertx, vertx.getOrCreateContext());
        desk = hub.port(deskLoop);
        tickets = new Tickets(name, RANDOM, System::currentTimeMillis);
        ListenerSettings settings = new ListenerSettings(
                "127.0.0.1",
                0,
                null,
                false,
                false,
                List.of("https://app.example", "https://other.example"),
                ListenerLimits.DEFAULT,
                new Proxies(List.of("127.0.0.1"), false));
        listener = new ListenerVerticle(
                settings,
                new Border(doorkeeper(), () -> false),
                () -> hub.port(new VertxLoop(vertx, vertx.getOrCreateContext())),
                List.of(port -> new TicketBridge(tickets), port -> this::operations));
        deployment = EdgeNode.await(vertx.deployVerticle(listener, new DeploymentOptions()));
    }

    /** Lets other nodes ask about its tickets. */
    TicketNode open() {
        EdgeNode.await(TicketDesk.open(desk, tickets));
        return this;
    }

    /** Answers other nodes as it likes. */
    void answer(String name, Pipe.Acceptor acceptor) {
        Promise<Boolean> offered = Promise.promise();
        deskLoop.execute(() -> offered.complete(desk.offer(name, acceptor).isPresent()));
        EdgeNode.await(offered.future());
    }

    /** A ticket of somebody who may follow {@code chat:1}, asked for from an address and by a page. */
    String ticket(String... headers) {
        String token = new TokenSigner("k", SECRET)
                .sign(Map.of(
                        "sub",
                        "ada",
                        "name",
                        "Ada Lovelace",
                        "exp",
                        System.currentTimeMillis() / 1000 + 600,
                        "tidings",
                        Map.of("subscribe", List.of("chat:*", "inbox:{sub}"))));
        RawClient.Answer answer = ask("POST /api/tickets HTTP/1.1\r\n" + HOST + "Authorization: Bearer " + token
                + "\r\nContent-Length: 0\r\n" + lines(headers) + "\r\n");
        String ticket = new JsonObject(answer.body()).getString("ticket");
        secrets.add(token);
        secrets.add(ticket.substring(ticket.lastIndexOf('.') + 1));
        return ticket;
    }

    List<String> secrets() {
        return secrets;
    }

    RawClient.Answer stream(String ticket, String... headers) {
        return ask("GET /stream?ticket=" + ticket + " HTTP/1.1\r\n" + HOST + lines(headers) + "\r\n");
    }

    RawClient.Answer socket(String ticket, String... headers) {
        return ask("GET /socket?ticket=" + ticket + " HTTP/1.1\r\n" + HOST
                + "Connection: Upgrade\r\nUpgrade: websocket\r\n" + lines(headers) + "\r\n");
    }

    /** Ends the streams that began here. */
    void endStreams() {
        Promise<Void> done = Promise.promise();
        listener.context().runOnContext(now -> {
            streams.forEach(Allowance.Live::close);
            streams.clear();
            done.complete();
        });
        EdgeNode.await(done.future());
    }

    /** How many pipes end here. */
    int pipes() {
        return EdgeNode.await(hub.figures()).pipes();
    }

    long failures() {
        return hub.failures();
    }

    void close() {
        EdgeNode.await(Future.join(vertx.undeploy(deployment), hub.close()));
    }

    private Doorkeeper doorkeeper() {
        return new Doorkeeper(
                new TokenVerifier(new TokenKeys(Map.of("k", SECRET)), null, null, System::currentTimeMillis),
                new Sessions(SECRET, Accounts.development(), 600_000, System::currentTimeMillis, RANDOM),
                new Revocations(covered -> {}, System::currentTimeMillis),
                tickets,
                new AnonymousIdentity(Grants.NONE));
    }

    private List<Operation> operations() {
        Operation.Response events =
                new Operation.Response("A stream.", Map.of("text/event-stream", new JsonObject()), Map.of());
        return List.of(
                new Operation(
                        "stream",
                        HttpMethod.GET,
                        "/stream",
                        "test",
                        "A stream.",
                        List.of(),
                        null,
                        Map.of(200, events),
                        false,
                        this::begin),
                EdgeNode.operation(HttpMethod.GET, "/socket", this::begin));
    }

    /** Something begins that lasts until {@link #endStreams}; the answer says who came. */
    private void begin(Exchange exchange) {
        exchange.require(Right.SUBSCRIBE, new ChannelName("chat:1"));
        Identity who = exchange.identity();
        streams.add(exchange.allowance().live());
        String said = who.subject() + " " + String.valueOf(who.actor()) + " inbox "
                + who.may(Right.SUBSCRIBE, new ChannelName("inbox:ada")) + " secret "
                + who.may(Right.SUBSCRIBE, new ChannelName("secret")) + " write "
                + who.may(Right.WRITE, new ChannelName("chat:1"));
        exchange.respond(200, "text/event-stream", said.getBytes(StandardCharsets.UTF_8));
    }

    private RawClient.Answer ask(String text) {
        try (RawClient client = new RawClient(listener.port())) {
            client.send(text);
            return client.read();
        }
    }

    private static String lines(String... headers) {
        return headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n";
    }
}
