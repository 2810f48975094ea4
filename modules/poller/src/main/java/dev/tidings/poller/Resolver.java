package dev.tidings.poller;

import io.vertx.core.Future;
import java.net.InetAddress;
import java.util.List;

/** Finds the addresses of a host. */
@FunctionalInterface
interface Resolver {

    /** All addresses of a name; fails when there is none. On the caller's loop. */
    Future<List<InetAddress>> resolve(String host);
}
