package dev.tidings.server;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;

/** What a hub says when it refuses a request. Immutable; pure. */
final class Refusal {

    private Refusal() {}

    /** Status and reason in one line, from a problem document if it is one. */
    static String text(int status, String body) {
        try {
            JsonObject problem = new JsonObject(body);
            String title = problem.getString("title", "refused");
            String detail = problem.getString("detail", "");
            String code = problem.getString("code", "");
            return status + " " + code + ": " + title + (detail.isEmpty() ? "" : " " + detail);
        } catch (DecodeException | ClassCastException e) {
            return "the answer was " + status + ", and not of a hub";
        }
    }
}
