package dev.tidings.edge;

import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;

/** What one client may have of a node, limit by limit. Immutable. */
public enum Limit {
    CONNECTIONS("connections", "The node has more than %d connections."),
    CONNECTIONS_PER_ADDRESS("connections-per-address", "Your address has more than %d connections."),
    CONNECTS_PER_ADDRESS("connects-per-address", "Your address connects more than %d times a second."),
    REQUESTS_PER_ADDRESS("requests-per-address", "Your address sends more than %d requests a second."),
    WRITES_PER_ADDRESS("writes-per-address", "Your address sends more than %d writes a second."),
    CONNECTIONS_PER_USER("connections-per-user", "You have more than %d live connections."),
    REQUESTS_PER_USER("requests-per-user", "You send more than %d requests a second."),
    WRITES_PER_USER("writes-per-user", "You send more than %d writes a second."),
    COMMANDS("commands", "This connection sends more than %d commands a second.");

    private final String label;
    private final String detail;

    Limit(String label, String detail) {
        this.label = label;
        this.detail = detail;
    }

    /** Its name in the metrics. */
    public String label() {
        return label;
    }

    /** What a client is told who goes beyond it: which limit it is, and how much it allows. */
    String detail(int allowed) {
        return String.format(detail, allowed);
    }

    /** The refusal of what goes beyond it. */
    HubException refusal(int allowed, long waitMillis) {
        return new HubException(ErrorCode.TOO_MANY_REQUESTS, detail(allowed)).withRetryAfterMillis(waitMillis);
    }
}
