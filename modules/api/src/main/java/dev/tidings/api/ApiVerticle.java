package dev.tidings.api;

import dev.tidings.edge.Border;
import dev.tidings.edge.Bridge;
import dev.tidings.edge.ListenerSettings;
import dev.tidings.edge.ListenerVerticle;
import dev.tidings.hub.HubPort;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/** A listener that serves the HTTP API, and neither streams nor sockets nor pages. Owned by its event loop. */
public final class ApiVerticle extends ListenerVerticle {

    /** As any listener: with the bridges that it is given. */
    public ApiVerticle(
            ListenerSettings settings,
            Border border,
            Supplier<HubPort> ports,
            List<? extends Function<HubPort, ? extends Bridge>> bridges) {
        super(settings, border, ports, bridges);
    }
}
