package dev.tidings.edge;

import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import dev.tidings.model.JsonText;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A refusal as {@code application/problem+json} (RFC 9457, contract §10). */
public final class Problem {

    /** The media type. */
    public static final String MEDIA_TYPE = "application/problem+json";

    /** Where a problem's type is explained: this with its code. */
    static final String TYPE_PATH = "/problems/";

    /** What a 401 says, to the letter. */
    private static final String SIGN_IN = "You must be signed in.";

    private Problem() {}

    /** The problem's JSON text in UTF-8. */
    public static byte[] json(HubException refusal) {
        ErrorCode code = refusal.code();
        String detail = code == ErrorCode.UNAUTHENTICATED ? SIGN_IN : refusal.detail();
        StringBuilder json = new StringBuilder(256)
                .append("{\"type\":")
                .append(JsonText.quote(TYPE_PATH + code.code()))
                .append(",\"title\":")
                .append(JsonText.quote(code.title()))
                .append(",\"status\":")
                .append(code.status())
                .append(",\"code\":")
                .append(JsonText.quote(code.code()));
        if (!detail.isEmpty()) {
            json.append(",\"detail\":").append(JsonText.quote(detail));
        }
        appendErrors(json, refusal.errors());
        if (refusal.retryAfterMillis() > 0) {
            json.append(",\"retryAfterMs\":").append(refusal.retryAfterMillis());
        }
        JsonText current = refusal.current();
        if (current != null) {
            json.append(",\"current\":").append(current);
        }
        return json.append('}').toString().getBytes(StandardCharsets.UTF_8);
    }

    /** There is no problem of such a code. */
    static HubException unknown() {
        return new HubException(ErrorCode.NOT_FOUND, "No problem has this code.");
    }

    private static void appendErrors(StringBuilder json, List<HubException.FieldError> errors) {
        if (errors.isEmpty()) {
            return;
        }
        String separator = ",\"errors\":[";
        for (HubException.FieldError error : errors) {
            json.append(separator)
                    .append("{\"pointer\":")
                    .append(JsonText.quote(error.pointer()))
                    .append(",\"detail\":")
                    .append(JsonText.quote(error.detail()))
                    .append('}');
            separator = ",";
        }
        json.append(']');
    }
}
