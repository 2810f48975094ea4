package dev.tidings.api;

import dev.tidings.edge.Bridge;
import dev.tidings.edge.Operation;
import dev.tidings.edge.Operation.Body;
import dev.tidings.edge.Operation.Parameter;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Collections over HTTP (contract §3). Immutable. */
public final class CollectionsBridge implements Bridge {

    private static final String ALL = "/api/{collection}";
    private static final String ONE = "/api/{collection}/{id}";
    private static final String TAG = "collections";

    private final ApiLimits limits;
    private final CollectionReads reads = new CollectionReads();
    private final CollectionWrites writes;

    /** Collections with these limits; that of a document is the collection's own. */
    public CollectionsBridge(ApiLimits limits) {
        this.limits = limits;
        this.writes = new CollectionWrites(limits);
    }

    @Override
    public List<Operation> operations() {
        return List.of(list(), create(), read(), put(), patch(), delete());
    }

    private Operation list() {
        return row(
                "listDocuments",
                HttpMethod.GET,
                ALL,
                "All documents in order of creation; with `wait` and `If-None-Match` a long poll.",
                List.of(
                        Parameters.collection(),
                        Parameters.wait("the collection changes"),
                        Parameters.prefer(),
                        Parameters.ifNoneMatch()),
                null,
                new Answers()
                        .json(
                                200,
                                "the documents",
                                Schemas.array(Schemas.document()),
                                "ETag",
                                "Cache-Control",
                                "Tidings-Position",
                                "Tidings-Stale")
                        .empty(304, "as the client knows it", "ETag", "Tidings-Position", "Tidings-Stale")
                        .refusals(400, 403, 404, 503),
                reads::list);
    }

    private Operation create() {
        return row(
                "createDocument",
                HttpMethod.POST,
                ALL,
                "A new document; its id is made by the server when the body has none.",
                List.of(Parameters.collection(), Parameters.idempotencyKey()),
                body(Map.of(Answers.JSON, Schemas.documentBody())),
                new Answers()
                        .json(201, "the document", Schemas.document(), "ETag", "Location", "Tidings-Position")
                        .refusals(400, 403, 404, 409, 413, 422, 429, 503, 504),
                writes::create);
    }

    private Operation read() {
        return row(
                "readDocument",
                HttpMethod.GET,
                ONE,
                "One document.",
                List.of(Parameters.collection(), Parameters.id(), Parameters.ifNoneMatch()),
                null,
                new Answers()
                        .json(
                                200,
                                "the document",
                                Schemas.document(),
                                "ETag",
                                "Cache-Control",
                                "Tidings-Position",
                                "Tidings-Stale")
                        .empty(304, "as the client knows it", "ETag", "Tidings-Position", "Tidings-Stale")
                        .refusals(400, 403, 404, 503),
                reads::one);
    }

    private Operation put() {
        return row(
                "putDocument",
                HttpMethod.PUT,
                ONE,
                "Creates or replaces a document.",
                conditional(),
                body(Map.of(Answers.JSON, Schemas.documentBody())),
                new Answers()
                        .json(200, "replaced, or unchanged", Schemas.document(), "ETag", "Tidings-Position")
                        .json(201, "created", Schemas.document(), "ETag", "Location", "Tidings-Position")
                        .refusals(400, 403, 404, 409, 412, 413, 422, 429, 503, 504),
                writes::put);
    }

    private Operation patch() {
        return row(
                "patchDocument",
                HttpMethod.PATCH,
                ONE,
                "Changes a part of a document, by JSON Merge Patch (RFC 7396) or JSON Patch (RFC 6902).",
                conditional(),
                body(Map.of(
                        Answers.JSON, Schemas.documentBody(),
                        Answers.MERGE_PATCH, Schemas.documentBody(),
                        Answers.JSON_PATCH, Schemas.jsonPatch(limits.maxPatchOperations()))),
                new Answers()
                        .json(200, "changed, or unchanged", Schemas.document(), "ETag", "Tidings-Position")
                        .refusals(400, 403, 404, 409, 412, 413, 422, 429, 503, 504),
                writes::patch);
    }

    private Operation delete() {
        return row(
                "deleteDocument",
                HttpMethod.DELETE,
                ONE,
                "Deletes a document.",
                conditional(),
                null,
                new Answers()
                        .empty(204, "deleted", "Tidings-Position")
                        .refusals(400, 403, 404, 409, 412, 422, 429, 503, 504),
                writes::delete);
    }

    private static List<Parameter> conditional() {
        return List.of(
                Parameters.collection(),
                Parameters.id(),
                Parameters.ifMatch(),
                Parameters.ifAbsent(),
                Parameters.idempotencyKey());
    }

    private Body body(Map<String, JsonObject> content) {
        return new Body(true, limits.maxBodyBytes(), content);
    }

    private static Operation row(
            String id,
            HttpMethod method,
            String path,
            String summary,
            List<Parameter> parameters,
            @Nullable Body body,
            Answers answers,
            Operation.Handler handler) {
        return new Operation(id, method, path, TAG, summary, parameters, body, answers.responses(), false, handler);
    }
}
