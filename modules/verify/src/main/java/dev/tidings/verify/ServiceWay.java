package dev.tidings.verify;

import dev.tidings.client.PublishRequest;
import dev.tidings.client.Published;
import dev.tidings.client.TidingsClient;
import dev.tidings.client.WriteRequest;
import dev.tidings.client.Written;
import dev.tidings.model.Position;
import io.vertx.core.Future;
import io.vertx.core.Promise;

/**
 * A request over the event bus for each write, by the Java client, which repeats it under a key of its own until its outcome is
 * known. Owned by the run's event loop.
 */
final class ServiceWay implements WriteWay {

    private final Rig rig;
    private final TidingsClient client;

    ServiceWay(Rig rig, TidingsClient client) {
        this.rig = rig;
        this.client = client;
    }

    @Override
    public String title() {
        return "service";
    }

    @Override
    public void start() {
        // The service is a member already.
    }

    @Override
    public void stop() {
        // What it still tries it gives up by itself.
    }

    @Override
    public Future<Position> send(Write write) {
        Promise<Position> answer = Promise.promise();
        position(write)
                .onComplete(result -> rig.vertx().runOnContext(ignored -> {
                    if (result.succeeded() && result.result() != null) {
                        answer.complete(result.result());
                    } else {
                        // The client repeats what can be repeated: this is for good.
                        answer.fail(new Refused(String.valueOf(result.cause())));
                    }
                }));
        return answer.future();
    }

    private Future<Position> position(Write write) {
        String data = write.data().encode();
        if (write.isPublication()) {
            return client.publish(PublishRequest.of(write.channel(), data).withEvent("verify"))
                    .map(Published::position);
        }
        WriteRequest request = write.isNew()
                ? WriteRequest.create(write.channel(), data)
                : WriteRequest.patch(write.channel(), write.document(), data);
        return client.write(request).map(Written::position);
    }
}
