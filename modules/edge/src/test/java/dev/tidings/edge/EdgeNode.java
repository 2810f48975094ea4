package dev.tidings.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.hub.HubPort;
import dev.tidings.hub.Loop;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** A listener with operations of the test's own, on a free port of loopback. */
final class EdgeNode implements AutoCloseable {

    final Vertx vertx = Vertx.vertx();
    final List<ListenerVerticle> listeners = new ArrayList<>();

    EdgeNode(ListenerSettings settings, Border border, Operation... operations) {
        this(1, settings, border, port -> () -> List.of(operations));
    }

    EdgeNode(int instances, ListenerSettings settings, Border border, Function<HubPort, Bridge> bridge) {
        await(vertx.deployVerticle(
                () -> {
                    ListenerVerticle listener =
                            new ListenerVerticle(settings, border, () -> port(vertx), List.of(bridge));
                    synchronized (listeners) {
                        listeners.add(listener);
                    }
                    return listener;
                },
                new DeploymentOptions().setInstances(instances)));
    }

    static <T> T await(Future<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(60, TimeUnit.SECONDS)
                .join();
    }

    int port() {
        return listeners.get(0).port();
    }

    /** Runs a task on the first listener's event loop, and waits for it. */
    void onLoop(Runnable task) {
        Promise<Void> done = Promise.promise();
        listeners.get(0).context().runOnContext(now -> {
            try {
                task.run();
                done.complete();
            } catch (AssertionError | RuntimeException e) {
                done.fail(e);
            }
        });
        Throwable failure = await(done.future().map(ok -> (Throwable) null).otherwise(e -> e));
        if (failure instanceof AssertionError error) {
            throw error;
        }
        assertThat(failure).isNull();
    }

    RawClient connect() {
        return new RawClient(port());
    }

    RawClient.Answer request(String text) {
        try (RawClient client = connect()) {
            client.send(text);
            return client.read();
        }
    }

    @Override
    public void close() {
        await(vertx.close());
    }

    /** An operation without parameters, body or declared answers. */
    static Operation operation(HttpMethod method, String path, Operation.Handler handler) {
        return operation(method, path, List.of(), null, handler);
    }

    static Operation operation(
            HttpMethod method,
            String path,
            List<Operation.Parameter> parameters,
            Operation.Body body,
            Operation.Handler handler) {
        return new Operation(
                method.name() + path.replace('/', '-'),
                method,
                path,
                "test",
                "A test.",
                parameters,
                body,
                Map.of(200, new Operation.Response("Yes.", Map.of("application/json", new JsonObject()), Map.of())),
                false,
                handler);
    }

    static Operation.Body json(int maxBytes, JsonObject schema) {
        return new Operation.Body(true, maxBytes, Map.of("application/json", schema));
    }

    /** A hub of which only the loop and the name are there. */
    static HubPort port(Vertx vertx) {
        Loop loop = (Loop) Proxy.newProxyInstance(
                EdgeNode.class.getClassLoader(),
                new Class<?>[] {Loop.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "wallMillis" -> 1_000_000L;
                    case "monotonicMillis" -> System.nanoTime() / 1_000_000;
                    default -> throw new UnsupportedOperationException(method.getName());
                });
        return (HubPort) Proxy.newProxyInstance(
                EdgeNode.class.getClassLoader(),
                new Class<?>[] {HubPort.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "loop" -> loop;
                    case "node" -> "n1";
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }
}
