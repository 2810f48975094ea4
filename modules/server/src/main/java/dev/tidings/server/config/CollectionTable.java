package dev.tidings.server.config;

import static dev.tidings.server.config.SettingType.choice;
import static dev.tidings.server.config.SettingType.object;
import static dev.tidings.server.config.SettingType.text;

import dev.tidings.model.Names;
import java.util.List;
import java.util.Map;

/** The settings of one collection, as {@link SettingsTable} has those of the node. Immutable. */
final class CollectionTable {

    /** What a collection's {@code /stream} sends. */
    enum StreamForm {
        /** The whole array after each change. */
        ARRAY,
        /** Each new document on its own. */
        ITEMS
    }

    static final Setting<String> SINGULAR = new Setting<>(
            "singular",
            text("a word of A-Z a-z 0-9 _ . : -", Names::isEventName),
            "",
            "One of its documents, for event names. Absent: the name without its last s (ies becomes y).");
    static final Setting<String> CREATED = new Setting<>(
            "events.created", SettingType.eventName(), "", "Event of a new document. Absent: SINGULAR-created.");
    static final Setting<String> UPDATED = new Setting<>(
            "events.updated", SettingType.eventName(), "", "Event of a changed one. Absent: SINGULAR-updated.");
    static final Setting<String> DELETED = new Setting<>(
            "events.deleted", SettingType.eventName(), "", "Event of a deletion. Absent: SINGULAR-deleted.");
    static final Setting<String> EXTRA_FIELD = new Setting<>(
            "extra.field",
            text("a field's name", name -> !name.isBlank()),
            "",
            "A change of this field is a publication of its own besides, with the whole document.");
    static final Setting<String> EXTRA_EVENT =
            new Setting<>("extra.event", SettingType.eventName(), "", "The event of that publication.");
    static final Setting<Map<String, Object>> SCHEMA = new Setting<>(
            "schema",
            object("a JSON Schema 2020-12 (a mapping)"),
            Map.of(),
            "JSON Schema 2020-12 of the user's fields; what doesn't fit is refused with 422. Absent: any object.");
    static final Setting<Map<String, Object>> DEFAULTS = new Setting<>(
            "defaults",
            object("a mapping of fields"),
            Map.of(),
            "Fields that a new document gets where it lacks them.");
    static final Setting<StreamForm> STREAM = new Setting<>(
            "stream",
            choice(StreamForm.class),
            StreamForm.ARRAY,
            "What /api/NAME/stream sends: array is the whole collection at each change, items each new document.");
    static final Setting<Boolean> REALTIME = new Setting<>(
            "realtime",
            SettingType.flag(),
            false,
            "Whether Socket.IO clients get it unasked, as SINGULAR:sync and so on. Absent: tasks is, others are not.");

    static final Table TABLE = new Table(
            List.of(SINGULAR, CREATED, UPDATED, DELETED, EXTRA_FIELD, EXTRA_EVENT, SCHEMA, DEFAULTS, STREAM, REALTIME),
            Map.of());

    private CollectionTable() {}
}
