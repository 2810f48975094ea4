package dev.tidings.hub;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidings.model.ChannelName;
import dev.tidings.model.HubException.FieldError;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A collection and its rules. Immutable.
 *
 * @param name the collection, which is its channel too
 * @param createdEvent event of a creation, such as {@code task-created}
 * @param updatedEvent event of a change
 * @param deletedEvent event of a deletion
 * @param watchedField a field whose change is a publication of its own; null = none
 * @param watchedEvent the event of that publication; null when there is no field
 * @param defaults fields that a new document gets where it lacks them
 * @param validator what is wrong with a document's user fields; empty = nothing
 * @param maxDocuments how many documents it holds at the most
 * @param maxBytes how many bytes of documents it holds at the most
 * @param maxDocumentBytes how large one document is at the most
 * @param streamsItems whether its stream sends new documents one by one instead of the whole array
 */
public record CollectionSettings(
        ChannelName name,
        String createdEvent,
        String updatedEvent,
        String deletedEvent,
        @Nullable String watchedField,
        @Nullable String watchedEvent,
        ObjectNode defaults,
        Function<ObjectNode, List<FieldError>> validator,
        int maxDocuments,
        long maxBytes,
        int maxDocumentBytes,
        boolean streamsItems) {}
