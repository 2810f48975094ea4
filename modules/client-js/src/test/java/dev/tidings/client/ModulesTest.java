package dev.tidings.client;

import dev.tidings.model.ScriptTests;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tests of the modules. */
class ModulesTest {

    @TempDir
    private Path folder;

    @Test
    void modulesPassTheirTests() throws Exception {
        ScriptTests.pass(folder, 51);
    }
}
