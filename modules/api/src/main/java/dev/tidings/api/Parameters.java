package dev.tidings.api;

import dev.tidings.edge.Operation.Parameter;
import dev.tidings.edge.Operation.Place;

/** The parameters that operations share. Immutable; a new one each call. */
final class Parameters {

    private Parameters() {}

    static Parameter collection() {
        return new Parameter(Place.PATH, "collection", true, Schemas.channelName(), "the collection's name");
    }

    static Parameter id() {
        return new Parameter(Place.PATH, "id", true, Schemas.documentId(), "the document's id");
    }

    static Parameter channel() {
        return new Parameter(Place.PATH, "channel", true, Schemas.channelName(), "the channel's name");
    }

    static Parameter wait(String what) {
        return new Parameter(
                Place.QUERY,
                "wait",
                false,
                Schemas.integer(0, WaitTime.MAX_SECONDS),
                "for how many seconds to hold the request until " + what);
    }

    static Parameter prefer() {
        return new Parameter(Place.HEADER, "Prefer", false, Schemas.string(), "`wait=25` is `?wait=25`");
    }

    static Parameter ifMatch() {
        return new Parameter(
                Place.HEADER,
                "If-Match",
                false,
                Schemas.string(),
                "the versions, as entity tags, one of which the document must have; `*`: it must exist");
    }

    static Parameter ifAbsent() {
        return new Parameter(Place.HEADER, "If-None-Match", false, Schemas.string(), "`*`: it must not exist");
    }

    static Parameter ifNoneMatch() {
        return new Parameter(
                Place.HEADER, "If-None-Match", false, Schemas.string(), "the entity tags that the client has");
    }

    static Parameter idempotencyKey() {
        return new Parameter(
                Place.HEADER,
                IdempotencyKeys.HEADER,
                false,
                Schemas.idempotencyKey(),
                "the same key again within 24 h gives the first answer and changes nothing");
    }
}
