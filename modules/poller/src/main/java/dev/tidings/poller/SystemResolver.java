package dev.tidings.poller;

import dev.tidings.poller.UpstreamFault.Reason;
import io.vertx.core.Future;
import io.vertx.core.WorkerExecutor;
import java.net.InetAddress;
import java.util.List;

/**
 * The machine's own resolver, on worker threads, since it blocks. Owned by the event loop of one source, of which at most
 * one look-up is under way, so that a name server that hangs takes no more than one thread from the others.
 */
final class SystemResolver implements Resolver {

    private final WorkerExecutor workers;
    private boolean busy;

    SystemResolver(WorkerExecutor workers) {
        this.workers = workers;
    }

    @Override
    public Future<List<InetAddress>> resolve(String host) {
        if (busy) {
            return Future.failedFuture(new UpstreamFault(Reason.ADDRESS, "the look-up before still waits"));
        }
        busy = true;
        return workers.executeBlocking(() -> List.of(InetAddress.getAllByName(host)), false)
                .onComplete(result -> busy = false);
    }
}
