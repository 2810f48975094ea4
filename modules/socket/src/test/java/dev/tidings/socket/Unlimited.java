package dev.tidings.socket;

import dev.tidings.edge.Allowance;
import dev.tidings.model.HubException;
import org.jspecify.annotations.Nullable;

/** Everything is allowed. Immutable. */
public final class Unlimited implements Allowance, Allowance.Live {

    @Override
    public @Nullable HubException command(boolean write) {
        return null;
    }

    @Override
    public void writes(int further) {}

    @Override
    public Live live() {
        return this;
    }

    @Override
    public @Nullable String refusal() {
        return null;
    }

    @Override
    public void close() {}
}
