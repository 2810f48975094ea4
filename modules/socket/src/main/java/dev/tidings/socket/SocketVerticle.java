package dev.tidings.socket;

import dev.tidings.edge.Border;
import dev.tidings.edge.Bridge;
import dev.tidings.edge.ListenerSettings;
import dev.tidings.edge.ListenerVerticle;
import dev.tidings.hub.HubPort;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/** A listener that serves WebSockets, and neither the API nor streams nor pages. Owned by its event loop. */
public final class SocketVerticle extends ListenerVerticle {

    /** As any listener: with the bridges that it is given. */
    public SocketVerticle(
            ListenerSettings settings,
            Border border,
            Supplier<HubPort> ports,
            List<? extends Function<HubPort, ? extends Bridge>> bridges) {
        super(settings, border, ports, bridges);
    }
}
