package dev.tidings.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidings.hub.DocumentText;
import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import dev.tidings.model.JsonText;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 6902, and what a hostile patch may cost. */
class JsonPatchEditTest {

    @ParameterizedTest(name = "{0} + {1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                // RFC 6902, appendix A, as far as the whole stays an object
                "{'foo':'bar'} | [{'op':'add','path':'/baz','value':'qux'}] | {'baz':'qux','foo':'bar'}",
                "{'foo':['bar','baz']} | [{'op':'add','path':'/foo/1','value':'qux'}] | {'foo':['bar','qux','baz']}",
                "{'baz':'qux','foo':'bar'} | [{'op':'remove','path':'/baz'}] | {'foo':'bar'}",
                "{'foo':['bar','qux','baz']} | [{'op':'remove','path':'/foo/1'}] | {'foo':['bar','baz']}",
                "{'baz':'qux','foo':'bar'} | [{'op':'replace','path':'/baz','value':'boo'}] | {'baz':'boo','foo':'bar'}",
                "{'foo':{'bar':'baz','waldo':'fred'},'qux':{'corge':'grault'}} | [{'op':'move','from':'/foo/waldo','path':'/qux/thud'}] | {'foo':{'bar':'baz'},'qux':{'corge':'grault','thud':'fred'}}",
                "{'foo':['all','grass','cows','eat']} | [{'op':'move','from':'/foo/1','path':'/foo/3'}] | {'foo':['all','cows','eat','grass']}",
                "{'baz':'qux','foo':['a',2,'c']} | [{'op':'test','path':'/baz','value':'qux'},{'op':'test','path':'/foo/1','value':2}] | {'baz':'qux','foo':['a',2,'c']}",
                "{'foo':'bar'} | [{'op':'add','path':'/child','value':{'grandchild':{}}}] | {'foo':'bar','child':{'grandchild':{}}}",
                "{'foo':'bar'} | [{'op':'add','path':'/baz','value':'qux','xyz':123}] | {'baz':'qux','foo':'bar'}",
                "{'/':9,'~1':10} | [{'op':'test','path':'/~01','value':10}] | {'/':9,'~1':10}",
                "{'foo':['bar']} | [{'op':'add','path':'/foo/-','value':['abc','def']}] | {'foo':['bar',['abc','def']]}",
                // more of the standard
                "{'a':1} | [] | {'a':1}",
                "{'a':{'b':1}} | [{'op':'copy','from':'/a','path':'/c'},{'op':'replace','path':'/c/b','value':2}] | {'a':{'b':1},'c':{'b':2}}",
                "{'a':1} | [{'op':'replace','path':'','value':{'b':2}}] | {'b':2}",
                "{'a':1} | [{'op':'add','path':'','value':{'b':2}},{'op':'add','path':'/c','value':3}] | {'b':2,'c':3}",
                "{'a':1} | [{'op':'test','path':'','value':{'a':1}}] | {'a':1}",
                "{'a':1.0,'b':[10]} | [{'op':'test','path':'/a','value':1},{'op':'test','path':'/b','value':[1e1]}] | {'a':1.0,'b':[10]}",
                "{'a':null} | [{'op':'test','path':'/a','value':null},{'op':'replace','path':'/a','value':1}] | {'a':1}",
                "{'':1} | [{'op':'replace','path':'/','value':2}] | {'':2}",
                "{'a':1} | [{'op':'add','path':'/a','value':2}] | {'a':2}",
                "{'a':[1]} | [{'op':'move','from':'/a/0','path':'/b'}] | {'a':[],'b':1}"
            })
    void doesWhatTheStandardSays(String document, String patch, String result) {
        assertThat(apply(document, patch)).isEqualTo(tree(result));
    }

    @ParameterizedTest(name = "{0} + {1} = {2}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'baz':'qux'} | [{'op':'test','path':'/baz','value':'bar'}] | PATCH_TEST_FAILED",
                "{'/':9,'~1':10} | [{'op':'test','path':'/~01','value':'10'}] | PATCH_TEST_FAILED",
                "{'a':1} | [{'op':'test','path':'/b','value':1}] | PATCH_TEST_FAILED",
                "{'a':1} | [{'op':'test','path':'/b','value':null}] | PATCH_TEST_FAILED",
                "{'a':1} | [{'op':'test','path':'/a/b/c','value':1}] | PATCH_TEST_FAILED",
                "{'foo':'bar'} | [{'op':'add','path':'/baz/bat','value':'qux'}] | SCHEMA",
                "{'a':1} | [{'op':'remove','path':'/b'}] | SCHEMA",
                "{'a':1} | [{'op':'replace','path':'/b','value':1}] | SCHEMA",
                "{'a':[1]} | [{'op':'remove','path':'/a/1'}] | SCHEMA",
                "{'a':[1]} | [{'op':'add','path':'/a/3','value':1}] | SCHEMA",
                "{'a':[1]} | [{'op':'add','path':'/a/x','value':1}] | SCHEMA",
                "{'a':[1]} | [{'op':'add','path':'/a/-1','value':1}] | SCHEMA",
                "{'a':[1]} | [{'op':'replace','path':'/a/99999999999','value':1}] | SCHEMA",
                "{'a':[1,2]} | [{'op':'replace','path':'/a/01','value':1}] | SCHEMA",
                "{'a':{}} | [{'op':'move','from':'/a','path':'/a/b'}] | SCHEMA",
                "{'a':1} | [{'op':'copy','from':'/x','path':'/b'}] | SCHEMA",
                "{'a':1} | [{'op':'remove','path':''}] | SCHEMA",
                "{'a':{}} | [{'op':'copy','from':'/a','path':''}] | SCHEMA",
                "{'a':1} | [{'op':'replace','path':'','value':[]}] | SCHEMA"
            })
    void refusesWhatDoesNotFitTheDocument(String document, String patch, ErrorCode code) {
        assertThatThrownBy(() -> apply(document, patch))
                .isInstanceOfSatisfying(
                        HubException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{}",
                "1",
                "[1]",
                "[{}]",
                "[{'op':'add'}]",
                "[{'op':'ad','path':'/a','value':1}]",
                "[{'op':'add','path':'/a'}]",
                "[{'op':'add','path':1,'value':1}]",
                "[{'op':'add','path':'a','value':1}]",
                "[{'op':'move','path':'/a'}]",
                "[{'op':'copy','path':'/a','from':'b'}]",
                "[{'op':1,'path':'/a'}]",
                "[{'op':'test','path':'/a'}]",
                "[{'op':'add','path':'/~2','value':1}]",
                "[{'op':'add','path':'/~','value':1}]"
            })
    void refusesWhatIsNoPatch(String patch) {
        assertThatThrownBy(() -> parse(patch))
                .isInstanceOfSatisfying(
                        HubException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.MALFORMED));
    }

    @Test
    void givesTheSameWhenAppliedAgain() {
        JsonPatchEdit edit = parse("[{'op':'add','path':'/a','value':{}},{'op':'add','path':'/a/b','value':1}]");
        ObjectNode document = tree("{'x':1}");

        assertThat(edit.apply(document)).isEqualTo(tree("{'x':1,'a':{'b':1}}"));
        assertThat(edit.apply(document)).isEqualTo(tree("{'x':1,'a':{'b':1}}"));
        assertThat(document).isEqualTo(tree("{'x':1}"));
    }

    @Test
    void stopsAPatchThatCopiesTheWholeIntoItselfAgainAndAgain() {
        StringBuilder patch = new StringBuilder("[");
        for (int i = 0; i < 40; i++) {
            patch.append(i == 0 ? "" : ",")
                    .append("{'op':'copy','from':'','path':'/c")
                    .append(i)
                    .append("'}");
        }

        assertRefusedAsTooLarge(patch.append(']').toString());
    }

    @Test
    void stopsAPatchThatBuildsADeepNest() {
        String patch = "[{'op':'add','path':'/a','value':" + "[".repeat(60) + "]".repeat(60)
                + "},{'op':'copy','from':'/a','path':'/a" + "/0".repeat(58) + "/-'}]";

        assertRefusedAsTooLarge(patch);
    }

    @Test
    void countsOperations() {
        String operation = "{'op':'remove','path':'/a'}";
        assertThatThrownBy(() -> parse("[" + (operation + ",").repeat(10) + operation + "]"))
                .isInstanceOfSatisfying(
                        HubException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TOO_LARGE));
    }

    private static void assertRefusedAsTooLarge(String patch) {
        JsonPatchEdit edit = JsonPatchEdit.parse(JsonText.of(patch.replace('\'', '"')), 100, 10_000);
        assertThatThrownBy(() -> edit.apply(tree("{'x':[1,2,3,4,5,6,7,8,9]}")))
                .isInstanceOfSatisfying(
                        HubException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TOO_LARGE));
    }

    private static ObjectNode apply(String document, String patch) {
        return parse(patch).apply(tree(document));
    }

    private static JsonPatchEdit parse(String patch) {
        return JsonPatchEdit.parse(JsonText.of(patch.replace('\'', '"')), 10, 10_000);
    }

    private static ObjectNode tree(String text) {
        return DocumentText.parse(JsonText.of(text.replace('\'', '"')));
    }
}
