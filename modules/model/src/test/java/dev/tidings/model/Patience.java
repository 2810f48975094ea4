package dev.tidings.model;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Has every test of every module wait half a minute for what must happen, since the machine may be slow and busy: a test
 * that waits for less says so. JUnit finds it by {@code META-INF/services}. Immutable.
 */
public final class Patience implements BeforeAllCallback {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    @Override
    public void beforeAll(ExtensionContext context) {
        Awaitility.setDefaultTimeout(LIMIT);
    }
}
