package dev.tidings.poller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.tidings.hub.MemoryHub;
import dev.tidings.hub.VertxLoop;
import dev.tidings.model.ChannelName;
import dev.tidings.poller.PollSettings.Form;
import dev.tidings.poller.Upstream.Answer;
import dev.tidings.poller.Upstream.Validators;
import dev.tidings.poller.UpstreamFault.Reason;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One question to an upstream that misbehaves in every way (faults R28), or wants to be led astray (S18). */
class HttpUpstreamTest {

    private static final Cidr LOOPBACK = Cidr.parse("127.0.0.1/32");

    private final Vertx vertx = Vertx.vertx();
    private final Context context = vertx.getOrCreateContext();
    private final HttpClient client = vertx.createHttpClient(HttpUpstream.options());
    private final FakeUpstream server = new FakeUpstream(vertx);
    private final List<String> resolved = new ArrayList<>();

    /** Long, since most must have their answer before, however slow the machine is; those that wait for its end shorten it. */
    private int timeMillis = 30_000;

    private Resolver resolver = host -> {
        resolved.add(host);
        return Future.succeededFuture(List.of(address("127.0.0.1")));
    };

    @AfterEach
    void close() {
        server.close();
        MemoryHub.await(vertx.close());
    }

    @Test
    void givesTheWholeAnswerAndWhatItSaidOfItself() {
        server.thenAnswer(200, "ETag: \"7\"\r\nLast-Modified: Sat, 21 Nov 2026 08:00:00 GMT\r\n", "[1]");
        Answer.Whole whole = (Answer.Whole) ask("http://shop.test:" + server.port() + "/a?b=1");
        assertThat(new String(whole.body(), StandardCharsets.UTF_8)).isEqualTo("[1]");
        assertThat(whole.validators()).isEqualTo(new Validators("\"7\"", "Sat, 21 Nov 2026 08:00:00 GMT"));
        assertThat(server.requests.get(0))
                .startsWith("GET /a?b=1 HTTP/1.1")
                .containsIgnoringCase("host: shop.test:" + server.port())
                .containsIgnoringCase("authorization: secret");
    }

    @Test
    void asksWhetherSomethingChanged() {
        server.thenAnswer(304, "", "");
        assertThat(MemoryHub.await(asked(url(), new Validators("\"7\"", "then"))))
                .isInstanceOf(Answer.Unchanged.class);
        assertThat(server.requests.get(0))
                .containsIgnoringCase("if-none-match: \"7\"")
                .containsIgnoringCase("if-modified-since: then");
        assertThat(refusal(url())).isEqualTo(Reason.STATUS);
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 404, 500, 502, 206, 204})
    void anyOtherStatusIsNoAnswer(int status) {
        server.thenAnswer(status, "", "[]");
        assertThat(refusal(url())).isEqualTo(Reason.STATUS);
    }

    @Test
    void hearsWhenToComeBack() {
        server.thenAnswer(429, "Retry-After: 7\r\n", "");
        assertThat(ask(url())).isEqualTo(new Answer.Busy(429, 7_000));
        server.thenAnswer(503, "", "");
        assertThat(ask(url())).isEqualTo(new Answer.Busy(503, 0));
    }

    @Test
    void anUpstreamThatHangsHasItsTime() {
        timeMillis = 1_000;
        server.then((request, socket) -> {});
        assertThat(refusal(url())).isEqualTo(Reason.TIMEOUT);
    }

    @Test
    void bytesThatComeOneByOneHaveTheSameTimeAndAreCut() {
        timeMillis = 1_000;
        server.thenDrip(20);
        assertThat(refusal(url())).isEqualTo(Reason.TIMEOUT);
        Awaitility.await().until(() -> server.closed.get() == 1);
    }

    @Test
    void aBodyWithoutEndIsCutAtTheLimit() {
        server.thenFlood();
        assertThat(refusal(url())).isEqualTo(Reason.TOO_LARGE);
        Awaitility.await().until(() -> server.closed.get() == 1);
    }

    @Test
    void aBodyThatIsCutShortIsNoAnswer() {
        server.thenCutShort("[{\"id\":\"1\"}");
        assertThat(refusal(url())).isEqualTo(Reason.CONNECTION);
        server.then((request, socket) -> socket.close());
        assertThat(refusal(url())).isEqualTo(Reason.CONNECTION);
    }

    @Test
    void anEncodedAnswerIsNotTaken() {
        server.thenAnswer(200, "Content-Encoding: gzip\r\n", "bomb");
        assertThat(refusal(url())).isEqualTo(Reason.SHAPE);
    }

    @Test
    void followsThreeRedirectionsAndNoMore() {
        server.then((request, socket) -> {
            int next = Integer.parseInt(request.substring(request.indexOf('/') + 1, request.indexOf(" HTTP"))) - 1;
            String location = "Location: /" + next + "\r\n";
            socket.end(Buffer.buffer(
                    next < 0 ? FakeUpstream.answer(200, "", "[]") : FakeUpstream.answer(302, location, "")));
        });
        assertThat(ask("http://shop.test:" + server.port() + "/3")).isInstanceOf(Answer.Whole.class);
        assertThat(refusal("http://shop.test:" + server.port() + "/4")).isEqualTo(Reason.STATUS);
        assertThat(resolved).as("each is resolved and checked").hasSize(8);
    }

    @Test
    void anotherHostGetsNoCredentials() {
        server.then((request, socket) -> socket.end(Buffer.buffer(
                request.contains("shop.test")
                        ? FakeUpstream.answer(307, "Location: http://other.test:" + server.port() + "/\r\n", "")
                        : FakeUpstream.answer(200, "", "[]"))));
        assertThat(ask(url())).isInstanceOf(Answer.Whole.class);
        assertThat(server.requests.get(0)).containsIgnoringCase("authorization: secret");
        assertThat(server.requests.get(1)).doesNotContainIgnoringCase("authorization");
    }

    @Test
    void aNameThatMeansAnotherAddressAMomentLaterGainsNothing() {
        // one that may be asked, and where nobody listens: of one outside nobody knows who answers
        List<Cidr> allowed = List.of(Cidr.parse("127.0.0.2/32"));
        List<List<InetAddress>> answers =
                new ArrayList<>(List.of(List.of(address("127.0.0.2")), List.of(address("127.0.0.1"))));
        timeMillis = 1_000;
        resolver = host -> Future.succeededFuture(answers.remove(0));
        assertThat(refusalOf(url(), allowed)).isIn(Reason.TIMEOUT, Reason.CONNECTION);
        assertThat(answers).as("resolved once for one answer").hasSize(1);
        assertThat(refusalOf(url(), allowed)).isEqualTo(Reason.ADDRESS);
        assertThat(server.connects).as("the canary's connects").hasValue(0);
    }

    @Test
    void oneBadAddressAmongGoodOnesIsEnough() {
        resolver = host -> Future.succeededFuture(List.of(address("93.184.216.34"), address("127.0.0.1")));
        assertThat(refusalOf(url(), List.of())).isEqualTo(Reason.ADDRESS);
        assertThat(server.connects).hasValue(0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"127.0.0.1", "[::1]", "[::ffff:7f00:1]", "[::ffff:127.0.0.1]", "[fd00::1]", "169.254.169.254"})
    void anAddressThatIsNotPublicIsRefused(String host) {
        assertThat(refusalOf("http://" + host + ':' + server.port() + '/', List.of()))
                .isEqualTo(Reason.ADDRESS);
        assertThat(server.connects).hasValue(0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://169.254.169.254/latest/meta-data/",
                "http://[fd00:ec2::254]/",
                "http://2130706433:PORT/",
                "http://0177.0.0.1:PORT/",
                "http://10.0.0.1/",
                "http://shop.test:22/",
                "ftp://shop.test/",
                "http://user:secret@shop.test/",
                "//169.254.169.254/",
                "file:///etc/passwd"
            })
    void aRedirectionIsCheckedLikeTheFirst(String location) {
        FakeUpstream canary = new FakeUpstream(vertx);
        server.thenAnswer(302, "Location: " + location.replace("PORT", "" + server.port()) + "\r\n", "");
        assertThat(refusal(url())).isEqualTo(Reason.ADDRESS);
        assertThat(server.connects).as("the first alone").hasValue(1);
        assertThat(canary.connects).hasValue(0);
        canary.close();
    }

    @Test
    void nothingOfAnErrorsBodyIsTold() {
        server.thenAnswer(500, "", "the password is swordfish");
        assertThat(catchThrowable(() -> ask(url())).getCause().getMessage()).doesNotContain("swordfish");
    }

    private String url() {
        return "http://shop.test:" + server.port() + "/";
    }

    private Answer ask(String url) {
        return MemoryHub.await(asked(url, Validators.NONE));
    }

    private Reason refusal(String url) {
        return refusalOf(url, List.of(LOOPBACK));
    }

    private Reason refusalOf(String url, List<Cidr> allowed) {
        Throwable thrown = catchThrowable(() -> MemoryHub.await(asked(url, Validators.NONE, allowed)));
        assertThat(thrown).hasCauseInstanceOf(UpstreamFault.class);
        return ((UpstreamFault) thrown.getCause()).reason();
    }

    private Future<Answer> asked(String url, Validators known) {
        return asked(url, known, List.of(LOOPBACK));
    }

    private Future<Answer> asked(String url, Validators known, List<Cidr> allowed) {
        PollSettings settings = new PollSettings(
                "shop",
                new ChannelName("pets"),
                UpstreamUrl.parse(url),
                "secret",
                "",
                Form.LIST,
                "/id",
                1_000,
                1_000,
                false,
                timeMillis,
                65_536,
                50,
                allowed);
        Promise<Answer> answer = Promise.promise();
        context.runOnContext(now -> new HttpUpstream(settings, client, resolver, new VertxLoop(vertx, context))
                .ask(known)
                .onComplete(answer));
        return answer.future();
    }

    private static InetAddress address(String literal) {
        try {
            return InetAddress.getByName(literal);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }
}
