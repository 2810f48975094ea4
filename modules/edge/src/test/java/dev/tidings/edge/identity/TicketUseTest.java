package dev.tidings.edge.identity;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidings.edge.DevelopmentIdentity;
import dev.tidings.edge.Right;
import dev.tidings.edge.identity.TicketUse.Kind;
import dev.tidings.edge.identity.Tickets.Asker;
import dev.tidings.hub.HubPort;
import dev.tidings.hub.Pipe;
import dev.tidings.model.Actor;
import dev.tidings.model.ChannelName;
import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What two nodes say to one another about a ticket. */
class TicketUseTest {

    private static final String ADDRESS = "/api/events/tasks?ticket=n1.x&channels=a,b";

    @ParameterizedTest
    @EnumSource(Kind.class)
    void isReadAsItWasWritten(Kind kind) {
        for (String origin : new String[] {null, "https://app.example", "="}) {
            TicketUse use = new TicketUse(kind, "n1.x", new Asker("2001:db8::1", origin), ADDRESS);
            assertThat(TicketUse.parse(use.toBytes())).isEqualTo(use);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "s",
                "s\nn1.x\n192.0.2.1\n",
                "x\nn1.x\n192.0.2.1\n\n/",
                "ss\nn1.x\n192.0.2.1\n\n/",
                "s\nn1.x\n192.0.2.1\nhttps://app.example\n/",
                "s\nn1.x\n192.0.2.1\n\n/\n",
                "s\nn1.x\n\n192.0.2.1\n\n/",
                "{\"ticket\":\"n1.x\"}"
            })
    void refusesAHeadThatIsNone(String head) {
        refused(head.getBytes(UTF_8));
    }

    @Test
    void refusesNoise() {
        Random random = new Random(20_261_121);
        for (int i = 0; i < 1_000; i++) {
            byte[] noise = new byte[random.nextInt(200)];
            random.nextBytes(noise);
            refused(noise);
        }
    }

    /** Else a ticket could bring an address of its own along. */
    @Test
    void refusesATicketWithALineFeed() {
        refused(new TicketUse(Kind.STREAM, "n1.x\n192.0.2.1", new Asker("192.0.3.1", null), "/").toBytes());
        refused(new TicketUse(Kind.STREAM, "\n", new Asker("192.0.3.1", null), "/").toBytes());
    }

    private static void refused(byte[] head) {
        assertThatThrownBy(() -> TicketUse.parse(head))
                .isInstanceOfSatisfying(
                        HubException.class,
                        refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.UNAUTHENTICATED));
    }

    @Test
    void knowsItsNodeAndKeepsItsSecret() {
        assertThat(use("n1.x").node()).isEqualTo("n1");
        assertThat(use("a.b.x").node()).isEqualTo("a.b");
        assertThat(use(".x").node()).isEmpty();
        assertThat(use("x").node()).isEmpty();
        assertThat(use("n1.secret").toString()).doesNotContain("secret");
    }

    private static TicketUse use(String ticket) {
        return new TicketUse(Kind.STREAM, ticket, new Asker("192.0.2.1", null), "/");
    }

    @Test
    void answersWithTheWholeIdentity() {
        Grants grants = Grants.of("ada", List.of("chat:*", "inbox:{sub}"), List.of("*"), List.of());
        KnownIdentity ada = new KnownIdentity(new Actor("ada", null), grants, "c1", 5, Long.MAX_VALUE);
        KnownIdentity read = TicketAnswer.parse(TicketAnswer.of(ada));
        assertThat(read).isNotNull();
        assertThat(read.actor()).isEqualTo(ada.actor());
        assertThat(read.credential()).isEqualTo("c1");
        assertThat(read.issuedAtMillis()).isEqualTo(5);
        assertThat(read.expiresAtMillis()).isEqualTo(Long.MAX_VALUE);
        assertThat(read.may(Right.SUBSCRIBE, new ChannelName("chat:1"))).isTrue();
        assertThat(read.may(Right.SUBSCRIBE, new ChannelName("inbox:ada"))).isTrue();
        assertThat(read.may(Right.SUBSCRIBE, new ChannelName("inbox:eve"))).isFalse();
        assertThat(read.may(Right.PUBLISH, new ChannelName("inbox:eve"))).isTrue();
        assertThat(read.may(Right.WRITE, new ChannelName("chat:1"))).isFalse();
    }

    @Test
    void saysNothingOfWhoShowedNoCredential() {
        assertThat(TicketAnswer.parse(TicketAnswer.of(new DevelopmentIdentity())))
                .isNull();
    }

    @Test
    void isBoundedAndForgottenWhenItsNodeIsNotReached() {
        ForeignTickets foreign =
                new ForeignTickets(new Revocations(covered -> {}, () -> 0), new AnonymousIdentity(Grants.NONE));
        HubPort alone =
                port(Future.failedFuture(new HubException(ErrorCode.NOT_FOUND, "nobody of this name is there")));
        assertThat(codeOf(foreign.use(alone, use("n2.x")))).isEqualTo(ErrorCode.UNAUTHENTICATED);
        assertThat(codeOf(foreign.use(alone, use(".x")))).isEqualTo(ErrorCode.UNAUTHENTICATED);
        assertThat(codeOf(foreign.use(alone, use("n2." + "x".repeat(Pipe.MAX_HEAD_BYTES)))))
                .isEqualTo(ErrorCode.UNAUTHENTICATED);
        assertThat(foreign.size()).isZero();
        HubPort slow = port(Promise.<Pipe>promise().future());
        for (int i = 0; i < ForeignTickets.MAX_USES; i++) {
            assertThat(foreign.use(slow, use("n2.x")).isComplete()).isFalse();
        }
        assertThat(codeOf(foreign.use(slow, use("n2.x")))).isEqualTo(ErrorCode.OVERLOADED);
        assertThat(foreign.size()).isEqualTo(ForeignTickets.MAX_USES);
    }

    private static ErrorCode codeOf(Future<?> failed) {
        return ((HubException) failed.cause()).code();
    }

    /** A hub that connects to nobody but so. */
    private static HubPort port(Future<Pipe> connected) {
        return (HubPort) Proxy.newProxyInstance(
                TicketUseTest.class.getClassLoader(),
                new Class<?>[] {HubPort.class},
                (proxy, method, arguments) -> method.getName().equals("connect") ? connected : null);
    }

    @Test
    void doesNotLetInWhoWasRevokedHereBeforeItsNodeHeardOfIt() {
        long now = 1_800_000_000_000L;
        Revocations revocations = new Revocations(covered -> {}, () -> now);
        ForeignTickets foreign = new ForeignTickets(revocations, new AnonymousIdentity(Grants.NONE));
        KnownIdentity early = new KnownIdentity(new Actor("ada", null), Grants.ALL, "c1", now - 2, now + 9);
        KnownIdentity late = new KnownIdentity(new Actor("ada", null), Grants.ALL, "c2", now, now + 9);
        assertThat(foreign.admitted(early)).isEqualTo(early);
        revocations.take(new Revocation("", "ada", now - 1, now + 9));
        assertThatThrownBy(() -> foreign.admitted(early)).isInstanceOf(HubException.class);
        assertThat(foreign.admitted(late)).isEqualTo(late);
        assertThat(foreign.admitted(null).isAnonymous()).isTrue();
    }
}
