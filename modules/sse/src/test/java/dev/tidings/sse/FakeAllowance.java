package dev.tidings.sse;

import dev.tidings.edge.Allowance;
import dev.tidings.model.HubException;
import org.jspecify.annotations.Nullable;

/** Allows as many live streams as the test says. Owned by its test. */
final class FakeAllowance implements Allowance {

    int maxLive = Integer.MAX_VALUE;
    int live;

    @Override
    public @Nullable HubException command(boolean write) {
        return null;
    }

    @Override
    public void writes(int further) {}

    @Override
    public Live live() {
        boolean refused = live >= maxLive;
        live += refused ? 0 : 1;
        return new Live() {
            private boolean counts = !refused;

            @Override
            public @Nullable String refusal() {
                return refused ? "more than " + maxLive : null;
            }

            @Override
            public void close() {
                live -= counts ? 1 : 0;
                counts = false;
            }
        };
    }
}
