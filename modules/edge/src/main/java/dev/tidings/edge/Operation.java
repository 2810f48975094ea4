package dev.tidings.edge;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One row of the table of operations: from it come the route, the validators and the OpenAPI document, so that these can't
 * differ. Immutable.
 *
 * @param id its name in the document, such as {@code listDocuments}
 * @param method the method
 * @param path the path with its parameters in braces, such as {@code /api/{collection}/{id}}
 * @param tag the chapter of the document
 * @param summary one sentence
 * @param parameters what it takes from path, query and header
 * @param body the request's body; null when it takes none
 * @param responses what it may answer besides the refusals of the border, by status
 * @param open whether it is answered to everybody, on any origin, without credentials
 * @param handler what it does
 */
public record Operation(
        String id,
        HttpMethod method,
        String path,
        String tag,
        String summary,
        List<Parameter> parameters,
        @Nullable Body body,
        Map<Integer, Response> responses,
        boolean open,
        Handler handler) {

    /** Copies the collections. */
    public Operation {
        parameters = List.copyOf(parameters);
        responses = Map.copyOf(responses);
    }

    /** What an operation does with a request that passed the border and its validators; on the request's loop. */
    @FunctionalInterface
    public interface Handler {
        /** Answers the request, now or later; a throw is answered as its problem. */
        void handle(Exchange exchange);

        /** Answers a request whose credential is no good: with the problem, or as a page that says it to people. */
        default void refuse(Exchange exchange, Throwable cause) {
            exchange.fail(cause);
        }

        /**
         * Whether a request by an unsafe method is a write: counted as one, and refused while the node goes down. False for
         * protocols that wait for messages by POST.
         */
        default boolean isWrite() {
            return true;
        }

        /** The same for a request that is no write, whatever its method. */
        static Handler noWrite(Handler handler) {
            return new Handler() {
                @Override
                public void handle(Exchange exchange) {
                    handler.handle(exchange);
                }

                @Override
                public void refuse(Exchange exchange, Throwable cause) {
                    handler.refuse(exchange, cause);
                }

                @Override
                public boolean isWrite() {
                    return false;
                }
            };
        }
    }

    /** Where a parameter stands. */
    public enum Place {
        PATH("path"),
        QUERY("query"),
        HEADER("header");

        private final String word;

        Place(String word) {
            this.word = word;
        }

        /** Its word in OpenAPI. */
        String word() {
            return word;
        }
    }

    /**
     * A parameter.
     *
     * @param place where it stands
     * @param name its name
     * @param required whether it must be there (a path's always)
     * @param schema JSON Schema 2020-12 of its value: {@code integer}, {@code boolean} or {@code string} with bounds;
     *     a value that does not fit is {@code malformed}
     * @param description one sentence
     */
    public record Parameter(Place place, String name, boolean required, JsonObject schema, String description) {}

    /**
     * A request's body.
     *
     * @param required whether it must be there
     * @param maxBytes how large it may be
     * @param content schema by media type; a body of another type is {@code unsupported-media-type}. Only {@code
     *     application/json} bodies are checked against their schema here ({@code schema} with the fields at fault)
     */
    public record Body(boolean required, int maxBytes, Map<String, JsonObject> content) {

        /** Stands for every media type, where a protocol doesn't care. */
        public static final String ANY_TYPE = "*/*";

        /** Copies the map. */
        public Body {
            content = Map.copyOf(content);
        }
    }

    /**
     * A response.
     *
     * @param description one sentence
     * @param content schema by media type; empty when it has no body
     * @param headers description by name
     */
    public record Response(String description, Map<String, JsonObject> content, Map<String, String> headers) {

        /** Copies the maps. */
        public Response {
            content = Map.copyOf(content);
            headers = Map.copyOf(headers);
        }
    }
}
