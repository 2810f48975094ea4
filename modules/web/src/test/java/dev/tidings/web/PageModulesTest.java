package dev.tidings.web;

import dev.tidings.model.ScriptTests;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tests of the pages' modules. */
class PageModulesTest {

    @TempDir
    private Path folder;

    @Test
    void modulesOfThePagesPassTheirTests() throws Exception {
        ScriptTests.pass(folder, 11, "--import", "./src/test/js/client-modules.js");
    }
}
