package dev.tidings.hub;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidings.model.JsonText;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The table of RFC 7396, appendix A, and what a document needs beyond it. */
class MergePatchTest {

    @ParameterizedTest(name = "{0} + {1} = {2}")
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"a\":\"b\"}          | {\"a\":\"c\"}               | {\"a\":\"c\"}",
                "{\"a\":\"b\"}          | {\"b\":\"c\"}               | {\"a\":\"b\",\"b\":\"c\"}",
                "{\"a\":\"b\"}          | {\"a\":null}                | {}",
                "{\"a\":\"b\",\"b\":\"c\"} | {\"a\":null}             | {\"b\":\"c\"}",
                "{\"a\":[\"b\"]}        | {\"a\":\"c\"}               | {\"a\":\"c\"}",
                "{\"a\":\"c\"}          | {\"a\":[\"b\"]}             | {\"a\":[\"b\"]}",
                "{\"a\":{\"b\":\"c\"}}  | {\"a\":{\"b\":\"d\",\"c\":null}} | {\"a\":{\"b\":\"d\"}}",
                "{\"a\":[{\"b\":\"c\"}]} | {\"a\":[1]}                | {\"a\":[1]}",
                "[\"a\",\"b\"]          | [\"c\",\"d\"]               | [\"c\",\"d\"]",
                "{\"a\":\"b\"}          | [\"c\"]                     | [\"c\"]",
                "{\"a\":\"foo\"}        | null                        | null",
                "{\"a\":\"foo\"}        | \"bar\"                     | \"bar\"",
                "{\"e\":null}           | {\"a\":1}                   | {\"e\":null,\"a\":1}",
                "[1,2]                  | {\"a\":\"b\",\"c\":null}    | {\"a\":\"b\"}",
                "{}                     | {\"a\":{\"bb\":{\"ccc\":null}}} | {\"a\":{\"bb\":{}}}"
            })
    void doesWhatTheStandardsTableSays(String target, String patch, String result) {
        assertThat(MergePatch.merged(tree(target), tree(patch))).isEqualTo(tree(result));
    }

    @Test
    void changesNeitherTheDocumentNorThePatchAndSharesNothing() {
        ObjectNode document = (ObjectNode) tree("{\"a\":{\"b\":1},\"kept\":{\"x\":1}}");
        ObjectNode patch = (ObjectNode) tree("{\"a\":{\"c\":[2]},\"new\":{\"n\":null}}");
        MergePatch edit = new MergePatch(patch);

        ObjectNode result = edit.apply(document);
        ((ObjectNode) result.get("a")).put("changed", true);
        ((ObjectNode) result.get("kept")).put("changed", true);

        assertThat(document).isEqualTo(tree("{\"a\":{\"b\":1},\"kept\":{\"x\":1}}"));
        assertThat(edit.apply(document)).isEqualTo(tree("{\"a\":{\"b\":1,\"c\":[2]},\"kept\":{\"x\":1},\"new\":{}}"));
    }

    private static JsonNode tree(String text) {
        return DocumentText.tree(JsonText.of(text));
    }
}
