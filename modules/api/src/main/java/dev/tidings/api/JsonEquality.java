package dev.tidings.api;

import com.fasterxml.jackson.databind.JsonNode;

/** Equality of JSON values as RFC 6902 §4.6 means it: numbers are equal when their values are. Immutable; pure. */
final class JsonEquality {

    private JsonEquality() {}

    static boolean equal(JsonNode left, JsonNode right) {
        return left.equals(JsonEquality::compare, right);
    }

    /** Compares two leaves; 0 = equal, which is all that the caller asks. */
    private static int compare(JsonNode left, JsonNode right) {
        if (left.isNumber() && right.isNumber()) {
            return left.decimalValue().compareTo(right.decimalValue());
        }
        return left.equals(right) ? 0 : 1;
    }
}
