package dev.tidings.web;

import dev.tidings.edge.Bridge;
import dev.tidings.edge.Operation;
import dev.tidings.edge.Operation.Parameter;
import dev.tidings.edge.Operation.Place;
import dev.tidings.edge.Operation.Response;
import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The pages and the files that they are made of. Immutable. */
public final class WebBridge implements Bridge {

    private static final String TAG = "pages";
    private static final int MAX_FILE_NAME = 64;
    private static final JsonObject TEXT = new JsonObject().put("type", "string");

    private final WebFiles files;

    /** @param files what is served */
    public WebBridge(WebFiles files) {
        this.files = files;
    }

    @Override
    public List<Operation> operations() {
        return List.of(
                root(),
                page(
                        "showActivity",
                        "/activity",
                        "The tasks, and who changed what and when; with 401, the sign-in page.",
                        new SignedInPage(files.page("activity.html"), files.page("sign-in.html"))),
                openPage("showPetStore", "/petstore", "A pet store that follows its collections by events."),
                file("readClientModule", "/client/{file}", "A module of the client for browsers.", files::clientModule),
                file("readAsset", "/assets/{file}", "What the pages are made of.", files::asset));
    }

    private static Operation root() {
        Response found = new Response("Where the first page is.", Map.of(), Map.of("Location", "`/activity`"));
        return operation("findPage", "/", "Leads to the first page.", List.of(), Map.of(303, found), true, exchange -> {
            exchange.set("Location", "/activity");
            exchange.respond(303);
        });
    }

    private static Operation page(String id, String path, String summary, Operation.Handler handler) {
        Response html = new Response("The page.", Map.of("text/html", TEXT), Map.of());
        return operation(id, path, summary, List.of(), Map.of(200, html, 401, html), false, handler);
    }

    /** A page that anybody may see; what it asks the hub for is answered as its visitor may. */
    private Operation openPage(String id, String path, String summary) {
        StaticFile page = files.page(path.substring(1) + ".html");
        Response html = new Response("The page.", Map.of("text/html", TEXT), Map.of());
        return operation(id, path, summary, List.of(), Map.of(200, html), true, exchange -> {
            PageHeaders.set(exchange);
            exchange.respond(200, page.mediaType(), page.bytes());
        });
    }

    private static Operation file(
            String id, String path, String summary, Function<String, @Nullable StaticFile> files) {
        Parameter name = new Parameter(
                Place.PATH,
                "file",
                true,
                new JsonObject().put("type", "string").put("maxLength", MAX_FILE_NAME),
                "The file's name.");
        Response content = new Response(
                "The file.",
                Map.of("text/javascript", TEXT, "text/css", TEXT, "image/svg+xml", TEXT),
                Map.of("ETag", "what `If-None-Match` takes"));
        Response unchanged = new Response("The client has it.", Map.of(), Map.of());
        return operation(id, path, summary, List.of(name), Map.of(200, content, 304, unchanged), true, exchange -> {
            StaticFile file = files.apply(exchange.path("file"));
            if (file == null) {
                throw new HubException(ErrorCode.NOT_FOUND, "There is no such file.");
            }
            file.answer(exchange);
        });
    }

    private static Operation operation(
            String id,
            String path,
            String summary,
            List<Parameter> parameters,
            Map<Integer, Response> responses,
            boolean open,
            Operation.Handler handler) {
        return new Operation(id, HttpMethod.GET, path, TAG, summary, parameters, null, responses, open, handler);
    }
}
