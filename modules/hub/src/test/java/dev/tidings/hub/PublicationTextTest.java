package dev.tidings.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.model.Actor;
import dev.tidings.model.Change;
import dev.tidings.model.ChannelName;
import dev.tidings.model.Epoch;
import dev.tidings.model.JsonText;
import dev.tidings.model.Publication;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** The object of contract §6, byte for byte. */
class PublicationTextTest {

    private static final ChannelName CHANNEL = new ChannelName("chat:1");
    private static final Epoch EPOCH = new Epoch("k3f9k3f9k3f9");

    @Test
    void showsEverythingThatIsKnown() {
        Publication publication = new Publication(
                13,
                "task-updated",
                "4\"2",
                JsonText.of("{\"a\": 1.00}"),
                1767225600000L,
                new Actor("u-1", "Ada €"),
                Change.NONE);

        assertThat(envelope(publication, 12))
                .isEqualTo(
                        "{\"channel\":\"chat:1\",\"offset\":13,\"event\":\"task-updated\",\"key\":\"4\\\"2\","
                                + "\"data\":{\"a\":1.00},\"time\":1767225600000,\"actor\":{\"sub\":\"u-1\",\"name\":\"Ada €\"}}");
    }

    @Test
    void leavesOutWhatThereIsNot() {
        Publication publication = new Publication(1, "message", null, JsonText.NULL, 5, null, Change.NONE);

        assertThat(new String(PublicationText.item(publication), StandardCharsets.UTF_8))
                .isEqualTo("{\"offset\":1,\"event\":\"message\",\"data\":null,\"time\":5}");
    }

    @Test
    void announcesASkip() {
        Publication publication = new Publication(9, "m", null, JsonText.of("0"), 5, null, Change.NONE);

        assertThat(envelope(publication, 4)).contains("\"offset\":9,\"prev\":4,");
    }

    @Test
    void givesNoOffsetToAVolatilePublication() {
        Publication publication = new Publication(0, "m", "k", JsonText.of("0"), 5, new Actor("u", null), Change.NONE);

        assertThat(envelope(publication, 0))
                .isEqualTo("{\"channel\":\"chat:1\",\"event\":\"m\",\"key\":\"k\",\"data\":0,\"time\":5,"
                        + "\"actor\":{\"sub\":\"u\"}}");
    }

    private static String envelope(Publication publication, long previous) {
        return new String(
                PublicationText.envelope(new Frame(CHANNEL, EPOCH, publication, previous)), StandardCharsets.UTF_8);
    }
}
