package dev.tidings.api;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidings.hub.CollectionSettings;
import dev.tidings.model.ChannelName;
import dev.tidings.model.HubException.FieldError;
import java.util.List;

/** A collection like the one that is there out of the box. */
final class TestCollections {

    static final CollectionSettings TASKS = new CollectionSettings(
            new ChannelName("tasks"),
            "task-created",
            "task-updated",
            "task-deleted",
            null,
            null,
            JsonNodeFactory.instance.objectNode().put("done", false),
            TestCollections::faults,
            10_000,
            64 * 1024 * 1024,
            64 * 1024,
            false);

    private TestCollections() {}

    private static List<FieldError> faults(ObjectNode task) {
        boolean titled = task.path("title").isTextual() || task.path("n").isNumber();
        return titled ? List.of() : List.of(new FieldError("/title", "is missing"));
    }
}
