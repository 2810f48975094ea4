package dev.tidings.verify;

import io.vertx.core.json.JsonObject;

/**
 * What a producer writes. Immutable.
 *
 * @param key what makes a repetition one
 * @param channel where it goes; a collection's name for a document
 * @param document the id of the document; empty for a publication
 * @param isNew whether the document is created, else patched
 * @param data the document, the patch or the publication's data
 */
record Write(WriteId id, String key, String channel, String document, boolean isNew, JsonObject data) {

    boolean isPublication() {
        return document.isEmpty();
    }
}
