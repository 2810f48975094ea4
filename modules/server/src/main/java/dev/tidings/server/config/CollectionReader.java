package dev.tidings.server.config;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidings.hub.CollectionSettings;
import dev.tidings.model.ChannelName;
import dev.tidings.model.HubException.FieldError;
import dev.tidings.model.Names;
import dev.tidings.server.config.CollectionTable.StreamForm;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Makes collections of what the configuration says about them. Owned by one call of its maker. */
final class CollectionReader {

    /** The collection that Socket.IO clients get unless the configuration says otherwise. */
    private static final String REALTIME_UNASKED = "tasks";

    private final SettingsReader reader;
    private final Values node;
    private final Map<ChannelName, String> realtime = new LinkedHashMap<>();

    /** @param node the settings of the node, whose limits hold for every collection */
    CollectionReader(SettingsReader reader, Values node) {
        this.reader = reader;
        this.node = node;
    }

    /** The collection of that name; empty when it is left out by {@code false}, or wrong (which the reader notes). */
    Optional<CollectionSettings> read(String name, @Nullable Object entry) {
        String path = SettingsTable.COLLECTIONS + "." + Names.excerpt(name);
        if (Boolean.FALSE.equals(entry)) {
            return Optional.empty();
        }
        if (!ChannelName.isValid(name) || Names.isReservedCollection(name) || new ChannelName(name).isReserved()) {
            reader.problem(path, "expected a name of A-Z a-z 0-9 _ . : - that is no path of the API");
            return Optional.empty();
        }
        Map<String, Object> tree = entry == null ? Map.of() : YamlText.mapping(entry);
        if (tree == null) {
            reader.problem(path, "expected settings below it, or false to leave the collection out");
            return Optional.empty();
        }
        int before = reader.problems().size();
        Values values = reader.read(CollectionTable.TABLE, tree, path + ".").values();
        checkExtra(path, values);
        Function<ObjectNode, List<FieldError>> validator = validator(path, values);
        return reader.problems().size() > before ? Optional.empty() : Optional.of(collection(name, values, validator));
    }

    /** Those that Socket.IO clients get unasked, each with the word for one of its documents, in the order read. */
    Map<ChannelName, String> realtime() {
        return realtime;
    }

    private CollectionSettings collection(
            String name, Values values, Function<ObjectNode, List<FieldError>> validator) {
        String singular = values.given(CollectionTable.SINGULAR).orElse(singularOf(name));
        if (values.given(CollectionTable.REALTIME).orElse(name.equals(REALTIME_UNASKED))) {
            noteRealtime(name, singular);
        }
        return new CollectionSettings(
                new ChannelName(name),
                values.given(CollectionTable.CREATED).orElse(singular + "-created"),
                values.given(CollectionTable.UPDATED).orElse(singular + "-updated"),
                values.given(CollectionTable.DELETED).orElse(singular + "-deleted"),
                values.given(CollectionTable.EXTRA_FIELD).orElse(null),
                values.given(CollectionTable.EXTRA_EVENT).orElse(null),
                DocumentSchema.objectNode(values.get(CollectionTable.DEFAULTS)),
                validator,
                node.get(LimitsTable.COLLECTION_DOCUMENTS),
                node.get(LimitsTable.COLLECTION_BYTES),
                Math.toIntExact(node.get(LimitsTable.DOCUMENT_BYTES)),
                values.get(CollectionTable.STREAM) == StreamForm.ITEMS);
    }

    private void noteRealtime(String name, String singular) {
        if (realtime.containsValue(singular)) {
            reader.problem(
                    SettingsTable.COLLECTIONS + "." + name + "." + CollectionTable.SINGULAR.path(),
                    "expected another word than " + singular + ", which a collection with realtime has already");
        } else {
            realtime.put(new ChannelName(name), singular);
        }
    }

    private void checkExtra(String path, Values values) {
        boolean field = values.given(CollectionTable.EXTRA_FIELD).isPresent();
        if (field != values.given(CollectionTable.EXTRA_EVENT).isPresent()) {
            reader.problem(path + ".extra", "expected both field and event");
        }
    }

    private Function<ObjectNode, List<FieldError>> validator(String path, Values values) {
        if (!DocumentSchema.isJson(values.get(CollectionTable.DEFAULTS))) {
            reader.problem(path + ".defaults", "expected values that JSON can hold");
        }
        Optional<Map<String, Object>> schema = values.given(CollectionTable.SCHEMA);
        if (schema.isEmpty()) {
            return document -> List.of();
        }
        try {
            return new DocumentSchema(schema.get());
        } catch (IllegalArgumentException e) {
            reader.problem(path + ".schema", "expected a JSON Schema 2020-12: " + e.getMessage());
            return document -> List.of();
        }
    }

    static String singularOf(String name) {
        if (name.endsWith("ies") && name.length() > 3) {
            return name.substring(0, name.length() - 3) + "y";
        }
        return name.endsWith("s") && name.length() > 1 ? name.substring(0, name.length() - 1) : name;
    }
}
