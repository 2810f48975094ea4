package dev.tidings.verify;

import dev.tidings.client.TidingsClient;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The hubs of a run, and what can be done to them. Owned by the thread that made it. */
public interface Site extends AutoCloseable {

    /** Where each hub is, the same through restarts. */
    List<URI> hubs();

    /** What can be done here, besides cutting connections. */
    Set<FaultShare.Trouble> troubles();

    /**
     * Does it, and returns when it is over and what it was done to runs again.
     *
     * @return what was done to whom, in words
     */
    String inflict(Fault fault) throws IOException, InterruptedException;

    /** A service that is on the hubs' event bus; null when there is none. */
    default @Nullable TidingsClient service() {
        return null;
    }

    @Override
    void close();

    /** Hubs that run already, and that nothing is done to. */
    static Site running(List<URI> hubs) {
        return new RunningHubs(hubs);
    }
}
