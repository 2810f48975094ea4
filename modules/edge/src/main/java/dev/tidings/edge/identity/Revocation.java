package dev.tidings.edge.identity;

import dev.tidings.model.HubException;
import dev.tidings.model.JsonParts;
import dev.tidings.model.JsonText;
import java.util.Map;
import java.util.Optional;

/**
 * That a credential, or all of a subject's that were issued before a moment, don't count any more. Immutable.
 *
 * @param credential the name of the credential; empty = the subject's
 * @param subject whose credentials; empty = the named one
 * @param atMillis when it was revoked, ms since 1970: later ones of the subject count again
 * @param untilMillis until when it must be remembered, ms since 1970: what it is about has ended by itself then
 */
record Revocation(String credential, String subject, long atMillis, long untilMillis) {

    /** Whether it is about a credential of a live session. */
    boolean covers(String whose, String name) {
        return credential.isEmpty() ? !name.isEmpty() && whose.equals(subject) : name.equals(credential);
    }

    /** As the data of a publication. */
    JsonText data() {
        return JsonText.of("{\"credential\":" + JsonText.quote(credential) + ",\"sub\":" + JsonText.quote(subject)
                + ",\"at\":" + atMillis + ",\"until\":" + untilMillis + '}');
    }

    /** Reads {@link #data}; empty when it is something else. */
    static Optional<Revocation> read(JsonText data) {
        try {
            Map<String, JsonText> members = JsonParts.members(data);
            return Optional.of(new Revocation(
                    JsonParts.string(members.getOrDefault("credential", JsonText.NULL)),
                    JsonParts.string(members.getOrDefault("sub", JsonText.NULL)),
                    Long.parseLong(members.getOrDefault("at", JsonText.NULL).toString()),
                    Long.parseLong(members.getOrDefault("until", JsonText.NULL).toString())));
        } catch (HubException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
