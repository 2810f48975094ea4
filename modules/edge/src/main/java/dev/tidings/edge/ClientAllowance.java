package dev.tidings.edge;

import dev.tidings.model.HubException;
import org.jspecify.annotations.Nullable;

/** The allowance of one request's client. Owned by its event loop. */
final class ClientAllowance implements Allowance {

    private final Visitors visitors;
    private final ClientLimits limits;
    private final Client client;
    private final Identity identity;
    private final @Nullable String subject;
    private @Nullable Rate commands;

    /** @param identity who it is, who counts as a user when known by name */
    ClientAllowance(Visitors visitors, ClientLimits limits, Client client, Identity identity) {
        this.visitors = visitors;
        this.limits = limits;
        this.client = client;
        this.identity = identity;
        boolean counts = identity.actor() != null && !Visitors.isSpared(client.address(), limits);
        this.subject = counts ? identity.subject() : null;
    }

    /** Takes a request of the user; that of the address was taken before anybody knew whose it is. */
    void request(boolean write) {
        Share user = user();
        if (user == null) {
            return;
        }
        HubException refusal = user.refusal(write);
        if (refusal != null) {
            throw refusal;
        }
        user.take(write);
    }

    @Override
    public @Nullable HubException command(boolean write) {
        if (commands == null) {
            commands = visitors.commands(limits);
        }
        Share user = user();
        HubException refusal = commands.refusal();
        if (refusal == null) {
            refusal = client.share().refusal(write);
        }
        if (refusal == null && user != null) {
            refusal = user.refusal(write);
        }
        if (refusal == null) {
            commands.take(1);
            client.share().take(write);
            if (user != null) {
                user.take(write);
            }
        }
        return refusal;
    }

    @Override
    public void writes(int further) {
        if (further <= 0) {
            return;
        }
        Share user = user();
        HubException refusal = client.share().debt();
        if (refusal == null && user != null) {
            refusal = user.debt();
        }
        if (refusal != null) {
            throw refusal;
        }
        client.share().takeWrites(further);
        if (user != null) {
            user.takeWrites(further);
        }
    }

    @Override
    public Live live() {
        Share user = null;
        if (subject != null) {
            user = visitors.enterUser(subject, limits);
            if (user == null) {
                return new Counted(Limit.CONNECTIONS_PER_USER.detail(limits.connectionsPerUser()), null, null, null);
            }
        }
        if (!client.proxied() && !client.multiplexed()) {
            // its connection was counted when it came
            return new Counted(null, user, null, identity.live());
        }
        Share address = visitors.enterAddress(client.address(), limits);
        if (address == null) {
            if (user != null) {
                user.leave();
            }
            return new Counted(Limit.CONNECTIONS_PER_ADDRESS.detail(limits.connectionsPerAddress()), null, null, null);
        }
        return new Counted(null, user, address, identity.live());
    }

    private @Nullable Share user() {
        return subject == null ? null : visitors.user(subject, limits);
    }

    /** A live connection, counted for its user and, where it isn't one of TCP, for its address. Owned by its event loop. */
    private static final class Counted implements Live {
        private final @Nullable String refusal;
        private @Nullable Share user;
        private @Nullable Share address;
        private @Nullable Runnable onEnd;

        private Counted(
                @Nullable String refusal, @Nullable Share user, @Nullable Share address, @Nullable Runnable onEnd) {
            this.refusal = refusal;
            this.user = user;
            this.address = address;
            this.onEnd = onEnd;
        }

        @Override
        public @Nullable String refusal() {
            return refusal;
        }

        @Override
        public void close() {
            if (user != null) {
                user.leave();
            }
            if (address != null) {
                address.leave();
            }
            if (onEnd != null) {
                onEnd.run();
            }
            user = null;
            address = null;
            onEnd = null;
        }
    }
}
