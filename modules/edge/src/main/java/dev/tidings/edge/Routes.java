package dev.tidings.edge;

import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.vertx.core.http.HttpMethod;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which operation a path and a method lead to. Immutable once built. A tree of path segments: at each step a literal
 * segment goes before a parameter, so that {@code /api/tasks/stream} isn't a document. Segments are decoded one by one,
 * after the split: an encoded slash never makes a segment.
 */
final class Routes {

    private final Node root = new Node();

    /** The operations of one path. */
    record Resource(String path, Map<HttpMethod, Endpoint> byMethod) {

        /** The methods for {@code Allow}. */
        String allow() {
            StringBuilder allow = new StringBuilder();
            for (HttpMethod method : byMethod.keySet()) {
                allow.append(method.name()).append(", ");
                if (method.equals(HttpMethod.GET)) {
                    allow.append("HEAD, ");
                }
            }
            // an operation of its own may answer OPTIONS
            return byMethod.containsKey(HttpMethod.OPTIONS)
                    ? allow.substring(0, allow.length() - ", ".length())
                    : allow.append("OPTIONS").toString();
        }

        /** The endpoint for a method, where GET answers HEAD too; null when there is none. */
        @Nullable
        Endpoint endpoint(HttpMethod method) {
            return byMethod.get(method.equals(HttpMethod.HEAD) ? HttpMethod.GET : method);
        }

        /** Whether a request by that method may write. */
        boolean writes(HttpMethod method) {
            Endpoint endpoint = endpoint(method);
            return endpoint == null || endpoint.operation().handler().isWrite();
        }

        /** Whether all of it is open to everybody. */
        boolean isOpen() {
            return byMethod.values().stream()
                    .allMatch(endpoint -> endpoint.operation().open());
        }
    }

    /**
     * Where a path led.
     *
     * @param parameters the decoded values of its parameters by name
     */
    record Match(Resource resource, Map<String, String> parameters) {}

    private static final class Node {
        private final Map<String, Node> literals = new HashMap<>();
        private @Nullable Node parameter;
        private @Nullable Resource resource;
    }

    /** @throws IllegalArgumentException when two operations have the same path and method */
    Routes(List<Operation> operations) {
        for (Operation operation : operations) {
            add(operation);
        }
    }

    /**
     * Finds the resource of a path.
     *
     * @param path as it stands in the request, still encoded
     * @return null when there is none
     * @throws HubException {@code malformed} when the path can't be decoded
     */
    @Nullable
    Match find(String path) {
        List<String> segments = segments(path);
        List<String> values = new ArrayList<>(4);
        Resource resource = segments == null ? null : find(root, segments, 0, values);
        return resource == null ? null : new Match(resource, named(resource.path(), values));
    }

    private static @Nullable Resource find(Node node, List<String> segments, int index, List<String> values) {
        if (index == segments.size()) {
            return node.resource;
        }
        String segment = segments.get(index);
        Node literal = node.literals.get(segment);
        Resource found = literal == null ? null : find(literal, segments, index + 1, values);
        if (found != null || node.parameter == null || segment.isEmpty()) {
            return found;
        }
        values.add(segment);
        found = find(node.parameter, segments, index + 1, values);
        if (found == null) {
            values.remove(values.size() - 1);
        }
        return found;
    }

    /**
     * The decoded segments, the last of them empty behind a slash at the end, which only an operation whose path ends so
     * has; null when another is empty or a step up, which no path of ours has.
     */
    private static @Nullable List<String> segments(String path) {
        if (path.isEmpty() || path.charAt(0) != '/') {
            return null;
        }
        List<String> segments = new ArrayList<>(6);
        for (int begin = 1; begin <= path.length(); ) {
            int slash = path.indexOf('/', begin);
            int end = slash < 0 ? path.length() : slash;
            String segment = decoded(path.substring(begin, end));
            if ((segment.isEmpty() && end < path.length()) || segment.equals(".") || segment.equals("..")) {
                return null;
            }
            segments.add(segment);
            begin = end + 1;
        }
        return segments;
    }

    private static String decoded(String segment) {
        if (segment.indexOf('%') < 0) {
            return segment;
        }
        try {
            // a plus is a plus in a path
            return QueryStringDecoder.decodeComponent(segment.replace("+", "%2B"));
        } catch (IllegalArgumentException e) {
            throw new HubException(ErrorCode.MALFORMED, "The path is not percent-encoded rightly.");
        }
    }

    private static Map<String, String> named(String template, List<String> values) {
        if (values.isEmpty()) {
            return Map.of();
        }
        Map<String, String> named = new HashMap<>();
        int open = -1;
        for (String value : values) {
            open = template.indexOf('{', open + 1);
            named.put(template.substring(open + 1, template.indexOf('}', open)), value);
        }
        return named;
    }

    private void add(Operation operation) {
        Node node = root;
        for (String segment : operation.path().substring(1).split("/", -1)) {
            if (!segment.startsWith("{")) {
                node = node.literals.computeIfAbsent(segment, name -> new Node());
                continue;
            }
            if (node.parameter == null) {
                node.parameter = new Node();
            }
            node = node.parameter;
        }
        if (node.resource == null) {
            node.resource = new Resource(operation.path(), new LinkedHashMap<>());
        }
        Resource resource = node.resource;
        if (!resource.path().equals(operation.path())
                || resource.byMethod().putIfAbsent(operation.method(), new Endpoint(operation)) != null) {
            throw new IllegalArgumentException(
                    "two operations for " + operation.method() + " " + operation.path() + " or one with other names");
        }
    }
}
