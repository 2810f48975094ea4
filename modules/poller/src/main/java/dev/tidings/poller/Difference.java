package dev.tidings.poller;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidings.hub.DocumentText;
import dev.tidings.model.JsonText;
import dev.tidings.poller.UpstreamFault.Reason;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What makes a collection into what the upstream says. Immutable; pure.
 *
 * @param changes what is to be written: first what is new or other, in the upstream's order, then what is to go
 */
record Difference(List<Change> changes) {

    /**
     * One write.
     *
     * @param fields the document's from then on; null = it goes
     */
    record Change(String id, @Nullable ObjectNode fields) {}

    /**
     * Compares.
     *
     * @param documents the collection as it is, as an array
     * @param upstream the user's fields by id
     * @param maxVanishedPercent how much of the collection may go
     * @throws UpstreamFault {@code vanished} when more would
     */
    static Difference of(JsonText documents, Map<String, ObjectNode> upstream, int maxVanishedPercent) {
        Map<String, ObjectNode> current = new LinkedHashMap<>();
        for (JsonNode document : DocumentText.tree(documents)) {
            current.put(document.path("id").asText(), DocumentText.userFields((ObjectNode) document));
        }
        List<Change> changes = new ArrayList<>();
        upstream.forEach((id, fields) -> {
            ObjectNode known = current.get(id);
            if (known == null || !DocumentText.isSame(known, fields)) {
                changes.add(new Change(id, fields));
            }
        });
        int written = changes.size();
        for (String id : current.keySet()) {
            if (!upstream.containsKey(id)) {
                changes.add(new Change(id, null));
            }
        }
        requireFewVanished(changes.size() - written, current.size(), upstream.isEmpty(), maxVanishedPercent);
        return new Difference(List.copyOf(changes));
    }

    private static void requireFewVanished(int vanished, int before, boolean empty, int maxPercent) {
        boolean tooMany = 100L * vanished > (long) maxPercent * before || (empty && before > 0 && maxPercent < 100);
        if (tooMany) {
            throw new UpstreamFault(
                    Reason.VANISHED,
                    vanished + " of " + before + " documents would vanish; the limit is " + maxPercent + " %");
        }
    }
}
