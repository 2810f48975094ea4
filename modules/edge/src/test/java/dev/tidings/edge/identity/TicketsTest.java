package dev.tidings.edge.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidings.edge.Identity;
import dev.tidings.edge.identity.Tickets.Asker;
import dev.tidings.model.Actor;
import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a ticket is good for. */
class TicketsTest {

    private static final Asker HOME = new Asker("192.0.2.7", "https://app.example");
    private static final String PATH = "/api/events/tasks?ticket=x";

    private long now = 1_800_000_000_000L;
    private final Tickets tickets = new Tickets("n1", new Random(7), () -> now);
    private final Identity ann = person("ann", now + 600_000);

    private static Identity person(String subject, long expiresAtMillis) {
        return new KnownIdentity(new Actor(subject, null), Grants.ALL, "c-" + subject, 1, expiresAtMillis);
    }

    private void refused(Runnable use) {
        assertThatThrownBy(use::run)
                .isInstanceOfSatisfying(
                        HubException.class,
                        refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.UNAUTHENTICATED));
    }

    @Test
    void areUnguessableAndNameTheirNode() {
        String ticket = tickets.make(ann, HOME);
        assertThat(ticket).matches("n1\\.[A-Za-z0-9_-]{32}").isNotEqualTo(tickets.make(ann, HOME));
        refused(() -> tickets.useOnce(ticket.substring(0, ticket.length() - 1), HOME));
    }

    @Test
    void openAWebSocketOnce() {
        String ticket = tickets.make(ann, HOME);
        assertThat(tickets.useOnce(ticket, HOME).subject()).isEqualTo("ann");
        refused(() -> tickets.useOnce(ticket, HOME));
        refused(() -> tickets.use(ticket, HOME, PATH, true));
    }

    @Test
    void openAStreamAgainOnlyWhenItHasEnded() {
        String ticket = tickets.make(ann, HOME);
        Identity first = tickets.use(ticket, HOME, PATH, false);
        refused(() -> tickets.use(ticket, HOME, PATH, false));
        Runnable end = first.live();
        now += 60_000;
        refused(() -> tickets.use(ticket, HOME, PATH, false));
        refused(() -> tickets.useOnce(ticket, HOME));
        end.run();
        refused(() -> tickets.use(ticket, HOME, "/api/events/pets?ticket=x", true));
        Identity second = tickets.use(ticket, HOME, PATH, false);
        second.live();
        assertThat(tickets.use(ticket, HOME, PATH, true).credential()).isEqualTo("c-ann");
        now += 600_000;
        refused(() -> tickets.use(ticket, HOME, PATH, true));
    }

    @Test
    void areForgottenUnlessUsedSoon() {
        String ticket = tickets.make(ann, HOME);
        now += Tickets.FIRST_USE_MILLIS + 1;
        refused(() -> tickets.use(ticket, HOME, PATH, false));
        tickets.make(ann, HOME);
        assertThat(tickets.size()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.7, https://app.example, true",
        "192.0.2.200, , true",
        "192.0.3.7, https://app.example, false",
        "192.0.2.7, https://evil.example, false",
        "2001:db8:0:0:1:2:3:4, , false"
    })
    void areBoundToNetworkAndOrigin(String address, String origin, boolean good) {
        String ticket = tickets.make(ann, HOME);
        Asker asker = new Asker(address, origin);
        if (good) {
            assertThat(tickets.useOnce(ticket, asker).subject()).isEqualTo("ann");
        } else {
            refused(() -> tickets.useOnce(ticket, asker));
        }
    }

    @Test
    void takeAnIpv6HouseholdForOne() {
        assertThat(Tickets.network("2001:db8:0:1:2:3:4:5")).isEqualTo("2001:db8:0:1");
        assertThat(Tickets.network("192.0.2.7")).isEqualTo("192.0.2");
        assertThat(Tickets.network("")).isEmpty();
    }

    @Test
    void areBoundedAndForgetFirstWhatNobodyUses() {
        String used = tickets.make(ann, HOME);
        tickets.use(used, HOME, PATH, false).live().run();
        for (int i = 1; i < Tickets.MAX_OF_SUBJECT; i++) {
            tickets.make(ann, HOME);
        }
        String next = tickets.make(ann, HOME);
        refused(() -> tickets.use(used, HOME, PATH, true));
        assertThatThrownBy(() -> tickets.make(ann, HOME))
                .isInstanceOfSatisfying(
                        HubException.class,
                        refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.TOO_MANY_REQUESTS));
        assertThat(tickets.make(person("bob", Long.MAX_VALUE), HOME)).isNotEmpty();
        assertThat(tickets.useOnce(next, HOME).subject()).isEqualTo("ann");
    }

    @Test
    void endWithTheCredential() {
        String ticket = tickets.make(ann, HOME);
        tickets.revoke((subject, credential) -> credential.equals("c-ann"));
        refused(() -> tickets.useOnce(ticket, HOME));
    }
}
