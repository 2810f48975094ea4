package dev.tidings.poller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidings.hub.CollectionSettings;
import dev.tidings.model.ChannelName;
import dev.tidings.model.HubException.FieldError;
import dev.tidings.model.JsonText;
import dev.tidings.poller.Difference.Change;
import dev.tidings.poller.PollSettings.Form;
import dev.tidings.poller.UpstreamFault.Reason;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an answer becomes, and when it is not believed. */
class MappingTest {

    @Test
    void findsDocumentsAndIdsByTheirPointers() {
        Map<String, ObjectNode> documents = documents(
                "{\"data\":{\"pets\":[{\"sku\":{\"n\":7},\"name\":\"Rex\",\"version\":9,\"id\":\"x\"},{\"sku\":{\"n\":\"b\"}}]}}",
                "/data/pets",
                Form.LIST,
                "/sku/n");
        assertThat(documents.keySet()).containsExactly("7", "b");
        assertThat(documents.get("7").toString()).isEqualTo("{\"sku\":{\"n\":7},\"name\":\"Rex\",\"shelf\":\"new\"}");
    }

    @Test
    void takesAMapAndASingleDocument() {
        assertThat(documents("{\"a\":{\"n\":1},\"b\":{}}", "", Form.MAP, "/id")).containsOnlyKeys("a", "b");
        assertThat(documents("{\"id\":\"a\",\"n\":1.10}", "", Form.LIST, "/id")
                        .get("a")
                        .toString())
                .contains("1.10");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "<html>", "[{\"id\":\"a\"}", "[{\"id\":\"a\"}] x", "{\"a\":1,\"a\":2}", "[1e99999999999]"})
    void whatIsNotJsonIsRefused(String body) {
        assertThat(refusal(body)).isEqualTo(Reason.NOT_JSON);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"text\"",
                "null",
                "{\"items\":[]}",
                "[7]",
                "[{}]",
                "[{\"id\":true}]",
                "[{\"id\":1.5}]",
                "[{\"id\":\"a b\"}]",
                "[{\"id\":\"stream\"}]",
                "[{\"id\":\"..\"}]",
                "[{\"id\":\"a\"},{\"id\":\"a\"}]",
                "[{\"id\":\"a\",\"__proto__\":{}}]",
                "[{\"id\":\"a\",\"bad\":1}]",
                "[{\"id\":1},{\"id\":2},{\"id\":3},{\"id\":4}]"
            })
    void whatIsNotAsExpectedIsRefusedAsAWhole(String body) {
        assertThat(refusal(body)).isEqualTo(Reason.SHAPE);
    }

    @Test
    void aDocumentBeyondTheLimitIsRefused() {
        assertThat(refusal("[{\"id\":\"a\",\"text\":\"" + "x".repeat(300) + "\"}]"))
                .isEqualTo(Reason.SHAPE);
    }

    @Test
    void theDifferenceIsWhatIsNewOtherOrGone() {
        Map<String, ObjectNode> upstream =
                documents("[{\"id\":\"c\"},{\"id\":\"b\",\"n\":2},{\"id\":\"a\",\"n\":1.0}]");
        JsonText collection = JsonText.of("[{\"id\":\"a\",\"n\":1,\"shelf\":\"new\",\"version\":3,\"createdAt\":\"x\"},"
                + "{\"id\":\"b\",\"n\":1,\"shelf\":\"new\",\"version\":1},{\"id\":\"gone\",\"version\":1}]");
        List<Change> changes = Difference.of(collection, upstream, 50).changes();
        assertThat(changes).extracting(Change::id).containsExactly("c", "b", "gone");
        assertThat(changes.get(2).fields()).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "10,5,50,false",
        "10,4,50,true",
        "10,0,50,true",
        "10,0,99,true",
        "10,0,100,false",
        "1,0,50,true",
        "0,0,50,false",
        "3,3,0,false",
        "3,2,0,true"
    })
    void tooManyMayNotVanish(int before, int left, int percent, boolean held) {
        StringBuilder collection = new StringBuilder("[");
        for (int i = 0; i < before; i++) {
            collection.append(i == 0 ? "" : ",").append("{\"id\":\"").append(i).append("\"}");
        }
        Map<String, ObjectNode> upstream = new LinkedHashMap<>();
        for (int i = 0; i < left; i++) {
            upstream.put("" + i, JsonNodeFactory.instance.objectNode());
        }
        UpstreamFault fault = catchThrowableOfType(
                UpstreamFault.class, () -> Difference.of(JsonText.of(collection + "]"), upstream, percent));
        assertThat(fault != null).isEqualTo(held);
        if (fault != null) {
            assertThat(fault.reason()).isEqualTo(Reason.VANISHED);
        }
    }

    private static Reason refusal(String body) {
        return catchThrowableOfType(UpstreamFault.class, () -> documents(body)).reason();
    }

    private static Map<String, ObjectNode> documents(String body) {
        return documents(body, "", Form.LIST, "/id");
    }

    private static Map<String, ObjectNode> documents(String body, String items, Form form, String id) {
        PollSettings settings = new PollSettings(
                "shop",
                new ChannelName("pets"),
                UpstreamUrl.parse("http://shop.test/"),
                "",
                items,
                form,
                id,
                1_000,
                1_000,
                false,
                1_000,
                65_536,
                50,
                List.of());
        return new Mapping(settings, pets()).documents(body.getBytes(StandardCharsets.UTF_8));
    }

    private static CollectionSettings pets() {
        return new CollectionSettings(
                new ChannelName("pets"),
                "pet-created",
                "pet-updated",
                "pet-deleted",
                null,
                null,
                JsonNodeFactory.instance.objectNode().put("shelf", "new"),
                document -> document.has("bad") ? List.of(new FieldError("/bad", "bad")) : List.of(),
                3,
                1 << 20,
                256,
                false);
    }
}
