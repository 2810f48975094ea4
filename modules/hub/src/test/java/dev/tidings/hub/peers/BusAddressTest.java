package dev.tidings.hub.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.EventBusOptions;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BusAddressTest {

    private static final String NAME = "tidings.publish";

    private final FakeRegistry registry = new FakeRegistry();
    private Vertx vertx;
    private BusAddress address;

    @BeforeEach
    void open() {
        VertxOptions options = new VertxOptions().setEventBusOptions(new EventBusOptions().setHost("127.0.0.1"));
        vertx = await(Vertx.builder().with(options).withClusterManager(registry).buildClustered());
        address = new BusAddress(vertx, NAME, message -> message.reply("heard"));
        await(address.open());
    }

    @AfterEach
    void close() {
        vertx.close();
    }

    @Test
    void isKnownUntilTheRegistryForgetsIt() {
        await(address.probe());
        registry.forget();
        assertThatThrownBy(() -> await(address.probe())).hasMessageContaining("forgotten");
        await(address.renew());
        await(address.probe());
        assertThat(registry.listeners(NAME)).isEqualTo(1);
    }

    /** As in a split network: who knows the address from before goes on to use it. */
    @Test
    void isNotTakenForForgottenByARegistryThatDoesNotAnswer() {
        registry.fallSilent();
        await(address.probe());
    }

    @Test
    void hearsWhileTheRegistryTakesItsTimeToKnowItAnew() {
        // The bus asks the registry once where an address is, and is told of changes.
        assertThat(ask()).isEqualTo("heard");
        registry.forget();
        registry.fallSilent();
        Future<Void> renewed = address.renew();
        assertThat(ask()).isEqualTo("heard");
        assertThat(renewed.isComplete()).isFalse();
    }

    @Test
    void hearsNoMoreWhenItIsClosed() {
        await(address.close());
        await(address.renew());
        assertThat(registry.listeners(NAME)).isZero();
    }

    private Object ask() {
        return await(vertx.eventBus().request(NAME, "hello")).body();
    }

    private static <T> T await(Future<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(60, TimeUnit.SECONDS)
                .join();
    }
}
