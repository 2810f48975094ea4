package dev.tidings.edge;

import dev.tidings.hub.Loop;
import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import io.vertx.core.http.HttpServerRequest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Failures that nobody foresaw: written to the log in full, once, under a name that the client is told, and nothing else of
 * it. Owned by its event loop.
 */
final class Incidents {

    private static final Logger LOG = LoggerFactory.getLogger(Incidents.class);

    private final String prefix;
    private long count;

    Incidents(String node, Loop loop) {
        // the time tells the loops and the starts of a node apart well enough to find a line
        this.prefix = node + "-" + Long.toString(loop.wallMillis(), 36) + "-";
    }

    /** Logs a failure; the refusal that names it. */
    HubException refusal(Throwable failure, HttpServerRequest request) {
        String incident = next();
        LOG.error("incident {} at {} {}", incident, request.method(), request.path(), failure);
        return new HubException(ErrorCode.INTERNAL, "The hub's log has it as incident " + incident + ".");
    }

    /** Logs a failure that came when the answer had been given. */
    void afterAnswer(Throwable failure) {
        if (!(failure instanceof HubException)) {
            LOG.error("incident {} after the answer", next(), failure);
        }
    }

    private String next() {
        count++;
        return prefix + count;
    }
}
