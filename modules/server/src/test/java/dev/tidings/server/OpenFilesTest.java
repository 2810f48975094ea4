package dev.tidings.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Connections must not take the last files: the log and the operator need some too. */
class OpenFilesTest {

    @Test
    void keepsSomeForTheLogAndTheOperator() {
        assertThat(new OpenFiles(20_000).forClients(100_000)).isEqualTo(18_976);
        assertThat(new OpenFiles(20_000).forOperator()).isEqualTo(256);
        assertThat(new OpenFiles(1_024).forClients(100_000)).isEqualTo(896);
        assertThat(new OpenFiles(1_024).forOperator()).isEqualTo(32);
    }

    @Test
    void takesNothingFromWhoWantsLess() {
        assertThat(new OpenFiles(20_000).forClients(4)).isEqualTo(4);
        assertThat(new OpenFiles(Long.MAX_VALUE).forClients(100_000)).isEqualTo(100_000);
        assertThat(OpenFiles.ofThisProcess().forClients(1)).isEqualTo(1);
    }
}
