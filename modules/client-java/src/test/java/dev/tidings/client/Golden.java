package dev.tidings.client;

import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The messages between services and the hub, to the letter; the hub's tests read the same files. Pure. */
final class Golden {

    private Golden() {}

    static Buffer message(String name) {
        try {
            return Buffer.buffer(
                    Files.readString(Path.of("src/test/golden", name + ".json")).strip());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
