package dev.tidings.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidings.model.Actor;
import dev.tidings.model.ChannelName;
import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What one client may have, by a clock that stands still unless it is told to go on. */
class AllowanceTest {

    /** 3 connections and 1 new one a second, 10 requests, 4 writes of an address; 2, 5, 3 of a user; 6 commands. */
    private static final ClientLimits LIMITS = new ClientLimits(3, 1, 10, 4, 2, 5, 3, 6, false);

    private static final String HERE = "192.0.2.1";
    private static final String ELSEWHERE = "192.0.2.2";
    private static final ListenerLimits LISTENER =
            new ListenerLimits(8192, 16384, 10_000, 30_000, 60_000, 30_000, 8, LIMITS, 500);

    private final HandClock clock = new HandClock();
    private final Visitors visitors = new Visitors(clock);

    /** Somebody who is known by name, or nobody in particular. */
    private record Somebody(String subject, @Nullable Actor actor) implements Identity {
        @Override
        public boolean may(Right right, ChannelName channel) {
            return true;
        }

        @Override
        public long expiresAtMillis() {
            return Long.MAX_VALUE;
        }
    }

    private static Identity user(String name) {
        return new Somebody(name, new Actor(name, name));
    }

    private ClientAllowance allowance(String address, Identity identity) {
        return allowance(address, identity, false, LIMITS);
    }

    private ClientAllowance allowance(String address, Identity identity, boolean multiplexed, ClientLimits limits) {
        Client client = new Client(address, false, false, multiplexed, visitors.address(address, limits));
        return new ClientAllowance(visitors, limits, client, identity);
    }

    /** How many commands are taken before one is refused. */
    private static int commands(Allowance allowance, boolean write) {
        int taken = 0;
        while (allowance.command(write) == null) {
            taken++;
        }
        return taken;
    }

    private static HubException refused(Allowance allowance, boolean write) {
        return Objects.requireNonNull(allowance.command(write), "it was taken");
    }

    @Test
    void holdsOneConnectionToItsCommandsAndSaysWhenToGoOn() {
        ClientAllowance nobody = allowance(HERE, Nobody.NOBODY);
        assertThat(commands(nobody, false)).isEqualTo(12);
        HubException refusal = refused(nobody, false);
        assertThat(refusal.code()).isEqualTo(ErrorCode.TOO_MANY_REQUESTS);
        assertThat(refusal.detail()).isEqualTo("This connection sends more than 6 commands a second.");
        assertThat(refusal.retryAfterMillis()).isBetween(1L, 167L);
        clock.pass(refusal.retryAfterMillis());
        assertThat(nobody.command(false)).isNull();
        assertThat(nobody.command(false)).isNotNull();
    }

    @Test
    void holdsAUserToOneShareWhateverTheConnectionAndAddress() {
        assertThat(commands(allowance(HERE, user("ann")), true)).isEqualTo(6);
        HubException refusal = refused(allowance(ELSEWHERE, user("ann")), true);
        assertThat(refusal.detail()).isEqualTo("You send more than 3 writes a second.");
        assertThat(allowance(ELSEWHERE, user("ann")).command(false)).isNull();
        assertThat(allowance(ELSEWHERE, user("bob")).command(true)).isNull();
        assertThatThrownBy(() -> allowance(ELSEWHERE, user("ann")).request(true))
                .isInstanceOf(HubException.class)
                .hasMessageContaining("3 writes");
    }

    @Test
    void holdsAnAddressToOneShareWhoeverComesFromIt() {
        assertThat(commands(allowance(HERE, user("ann")), true)).isEqualTo(6);
        assertThat(commands(allowance(HERE, user("bob")), true)).isEqualTo(2);
        assertThat(refused(allowance(HERE, user("cid")), true).detail())
                .isEqualTo("Your address sends more than 4 writes a second.");
        assertThat(allowance(ELSEWHERE, user("cid")).command(true)).isNull();
    }

    @Test
    void takesNothingForACommandThatIsRefused() {
        ClientAllowance ann = allowance(HERE, user("ann"));
        assertThat(commands(ann, true)).isEqualTo(6);
        for (int i = 0; i < 100; i++) {
            assertThat(ann.command(true)).isNotNull();
        }
        assertThat(commands(ann, false)).as("of 10 requests 6 were taken").isEqualTo(4);
    }

    @Test
    void countsWhoIsNotKnownByNameByAddressAlone() {
        assertThat(commands(allowance(HERE, Nobody.NOBODY), true)).isEqualTo(8);
        assertThat(commands(allowance(ELSEWHERE, Nobody.NOBODY), true)).isEqualTo(8);
        List<Allowance.Live> streams = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            streams.add(allowance(HERE, new DevelopmentIdentity()).live());
        }
        assertThat(streams).allSatisfy(live -> assertThat(live.refusal()).isNull());
    }

    /** A batch that is larger than what may come at once could otherwise never be sent. */
    @Test
    void letsOneBatchInWholeAndTheNextWaitUntilItIsMadeUpFor() {
        ClientAllowance ann = allowance(HERE, user("ann"));
        ann.request(true);
        ann.writes(35);
        assertThatThrownBy(() -> ann.request(true))
                .isInstanceOfSatisfying(
                        HubException.class,
                        refusal -> assertThat(refusal.retryAfterMillis()).isBetween(10_000L, 10_400L));
        clock.pass(10_400);
        ann.request(true);
    }

    /** Requests that came together have all been let in before the first of them takes what its batch holds. */
    @Test
    void letsOnlyOneOfManyBatchesInThatComeTogether() {
        List<ClientAllowance> together = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            ClientAllowance ann = allowance(HERE, user("ann"));
            ann.request(true);
            together.add(ann);
        }
        together.get(0).writes(1_000);
        for (ClientAllowance late : together.subList(1, 3)) {
            assertThatThrownBy(() -> late.writes(1_000))
                    .isInstanceOf(HubException.class)
                    .hasMessageContaining("writes a second");
        }
    }

    @Test
    void countsLiveConnectionsOfAUserUntilEachIsClosedOnce() {
        Allowance.Live first = allowance(HERE, user("ann")).live();
        Allowance.Live second = allowance(ELSEWHERE, user("ann")).live();
        Allowance.Live third = allowance(HERE, user("ann")).live();
        assertThat(first.refusal()).isNull();
        assertThat(second.refusal()).isNull();
        assertThat(third.refusal()).isEqualTo("You have more than 2 live connections.");
        assertThat(allowance(HERE, user("bob")).live().refusal()).isNull();
        third.close();
        assertThat(allowance(HERE, user("ann")).live().refusal()).isNotNull();
        first.close();
        first.close();
        assertThat(allowance(HERE, user("ann")).live().refusal()).isNull();
        assertThat(allowance(HERE, user("ann")).live().refusal()).isNotNull();
        assertThat(visitors.refusals().count(Limit.CONNECTIONS_PER_USER)).isEqualTo(3);
    }

    /** A connection of HTTP/2 is a hundred streams, one of a proxy any number: there the streams are what an address has. */
    @Test
    void countsLiveConnectionsThatShareOneOfTcp() {
        List<Allowance.Live> streams = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            streams.add(allowance(HERE, Nobody.NOBODY, true, LIMITS).live());
        }
        assertThat(streams).allSatisfy(live -> assertThat(live.refusal()).isNull());
        assertThat(allowance(HERE, Nobody.NOBODY, true, LIMITS).live().refusal())
                .isEqualTo("Your address has more than 3 connections.");
        assertThat(allowance(ELSEWHERE, Nobody.NOBODY, true, LIMITS).live().refusal())
                .isNull();
        streams.get(0).close();
        assertThat(allowance(HERE, Nobody.NOBODY, true, LIMITS).live().refusal())
                .isNull();
    }

    @Test
    void givesAUsersPlaceBackWhenTheAddressHasNone() {
        List<Allowance.Live> others = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            others.add(allowance(HERE, Nobody.NOBODY, true, LIMITS).live());
        }
        for (int i = 0; i < 5; i++) {
            assertThat(allowance(HERE, user("ann"), true, LIMITS).live().refusal())
                    .contains("address");
        }
        assertThat(allowance(ELSEWHERE, user("ann"), true, LIMITS).live().refusal())
                .isNull();
        assertThat(others).hasSize(3);
    }

    @Test
    void sparesLoopbackButNotOneConnectionsCommands() {
        ClientLimits sparing = new ClientLimits(1, 1, 1, 1, 1, 1, 1, 6, true);
        for (int i = 0; i < 10; i++) {
            ClientAllowance ann = allowance("127.0.0.1", user("ann"), false, sparing);
            ann.request(true);
            assertThat(ann.live().refusal()).isNull();
        }
        assertThat(commands(allowance("0:0:0:0:0:0:0:1", user("ann"), false, sparing), true))
                .isEqualTo(12);
    }

    @Test
    void letsSoManyConnectionsInAndNoMore() {
        List<Share> in = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            in.add(visitors.arrive(HERE, LISTENER));
        }
        assertThat(in).doesNotContainNull();
        clock.pass(60_000);
        assertThat(visitors.arrive(HERE, LISTENER)).isNull();
        assertThat(visitors.arrive(ELSEWHERE, LISTENER)).isNotNull();
        assertThat(visitors.connections()).isEqualTo(4);
        visitors.leave(in.get(0));
        assertThat(visitors.arrive(HERE, LISTENER)).isNotNull();
        assertThat(visitors.refusals().count(Limit.CONNECTIONS_PER_ADDRESS)).isEqualTo(1);
    }

    /** Connects cost the node much more than they cost who sends them, even when none stays. */
    @Test
    void letsNoAddressConnectTooOften() {
        int let = 0;
        for (int i = 0; i < 1_000; i++) {
            Share share = visitors.arrive(HERE, LISTENER);
            if (share != null) {
                let++;
                visitors.leave(share);
            }
        }
        assertThat(let).as("as many at once as it may have open").isEqualTo(3);
        assertThat(visitors.refusals().count(Limit.CONNECTS_PER_ADDRESS)).isEqualTo(997);
        clock.pass(1_000);
        assertThat(visitors.arrive(HERE, LISTENER)).isNotNull();
        assertThat(visitors.arrive(HERE, LISTENER)).isNull();
    }

    @Test
    void holdsAllTogetherToWhatTheNodeBears() {
        for (int i = 0; i < 8; i++) {
            assertThat(visitors.arrive("192.0.2." + i, LISTENER)).isNotNull();
        }
        assertThat(visitors.arrive("192.0.2.9", LISTENER)).isNull();
        assertThat(visitors.refusals().count(Limit.CONNECTIONS)).isEqualTo(1);
    }

    @Test
    void takesTheNetworkOfAnIpv6AddressForOneClient() {
        assertThat(Visitors.key("2001:db8:0:7:1:2:3:4")).isEqualTo("2001:db8:0:7");
        assertThat(Visitors.key("2001:db8:0:7:ffff:2:3:4")).isEqualTo("2001:db8:0:7");
        assertThat(Visitors.key(HERE)).isEqualTo(HERE);
        assertThat(Visitors.key("0:0:0:0:0:0:0:1")).isEqualTo("0:0:0:0:0:0:0:1");
    }

    /** Memory that grows with each address that ever came would be a gift to who has many. */
    @Test
    void forgetsWhoIsGoneAndWhole() {
        for (int i = 0; i < 12_000; i++) {
            Share share = visitors.arrive("10.0." + i / 250 + "." + i % 250, LISTENER);
            visitors.leave(Objects.requireNonNull(share, "refused"));
            if (i % 1_000 == 0) {
                clock.pass(60_000);
            }
        }
        assertThat(visitors.addresses()).isLessThan(4_000);
    }
}
