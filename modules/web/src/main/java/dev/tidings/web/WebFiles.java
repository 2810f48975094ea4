package dev.tidings.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * All files that are served, read from the class path once. Immutable; shared by all event loops. Only what is listed here
 * can be asked for: a request's path is looked up and never opened.
 */
public final class WebFiles {

    private static final List<String> PAGES = List.of("activity.html", "petstore.html", "sign-in.html");
    private static final List<String> ASSETS = List.of(
            "icon.svg",
            "page.css",
            "activity.css",
            "activity.js",
            "elements.js",
            "notices.js",
            "session.js",
            "sign-in.js",
            "task-list.js",
            "task-row.js",
            "timeline.css",
            "timeline.js",
            "timeline-view.js",
            "words.js",
            "petstore.css",
            "petstore.js",
            "petstore-stock.js",
            "petstore-streams.js",
            "petstore-view.js");
    private static final List<String> CLIENT_MODULES = List.of(
            "alarm.js",
            "backoff.js",
            "documents.js",
            "editor.js",
            "environment.js",
            "event-link.js",
            "follower.js",
            "hub-error.js",
            "lifecycle.js",
            "position.js",
            "reader.js",
            "safe.js",
            "writer.js");

    /** What stands between the first and the second is for sign-in with a password. */
    private static final String PASSWORD_BEGINS = "<!-- password -->";

    private static final String PASSWORD_ENDS = "<!-- /password -->";

    private final Map<String, StaticFile> pages;
    private final Map<String, StaticFile> assets;
    private final Map<String, StaticFile> clientModules;

    private WebFiles(
            Map<String, StaticFile> pages, Map<String, StaticFile> assets, Map<String, StaticFile> clientModules) {
        this.pages = pages;
        this.assets = assets;
        this.clientModules = clientModules;
    }

    /**
     * Reads them.
     *
     * @param withPassword whether sign-in asks for a password; in development mode a name is enough
     * @throws IllegalStateException when one is missing, which is a fault of the build
     */
    public static WebFiles load(boolean withPassword) {
        return new WebFiles(
                read(PAGES, "/dev/tidings/web/pages/", html -> withPassword ? html : withoutPassword(html)),
                read(ASSETS, "/dev/tidings/web/assets/", Function.identity()),
                read(CLIENT_MODULES, "/dev/tidings/client/", Function.identity()));
    }

    /** A page by its name; it is there. */
    StaticFile page(String name) {
        return Objects.requireNonNull(pages.get(name), name);
    }

    /** A style sheet, script or picture; null when there is none of this name. */
    @Nullable
    StaticFile asset(String name) {
        return assets.get(name);
    }

    /** A module of the client; null when there is none of this name. */
    @Nullable
    StaticFile clientModule(String name) {
        return clientModules.get(name);
    }

    private static Map<String, StaticFile> read(List<String> names, String folder, Function<String, String> edit) {
        return names.stream().collect(Collectors.toUnmodifiableMap(Function.identity(), name -> {
            String text = edit.apply(new String(bytes(folder + name), UTF_8));
            return StaticFile.of(name, text.getBytes(UTF_8));
        }));
    }

    private static byte[] bytes(String path) {
        try (InputStream in = WebFiles.class.getResourceAsStream(path)) {
            if (in == null) {
                throw new IllegalStateException(path + " is not on the class path");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String withoutPassword(String html) {
        int begin = html.indexOf(PASSWORD_BEGINS);
        int end = html.indexOf(PASSWORD_ENDS);
        return begin < 0 ? html : html.substring(0, begin) + html.substring(end + PASSWORD_ENDS.length());
    }
}
