package dev.tidings.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.http.HttpMethod;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RoutesTest {

    private final Routes routes = new Routes(
            List.of(get("/"), get("/plain"), get("/both"), get("/both/"), get("/slash/"), get("/pages/{page}")));

    @ParameterizedTest
    @CsvSource({"/,/", "/plain,/plain", "/both,/both", "/both/,/both/", "/slash/,/slash/", "/pages/1,/pages/{page}"})
    void aSlashAtTheEndLeadsOnlyToAnOperationWhosePathEndsSo(String path, String resource) {
        Routes.Match match = routes.find(path);
        assertThat(match).isNotNull();
        assertThat(match.resource().path()).isEqualTo(resource);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "//",
                "/plain/",
                "/slash",
                "/slash//",
                "//slash/",
                "/both//",
                "/pages/",
                "/pages/1/",
                "/pages//"
            })
    void otherPathsWithSlashesLeadNowhere(String path) {
        assertThat(routes.find(path)).isNull();
    }

    @Test
    void anEncodedSlashIsPartOfItsSegment() {
        Routes.Match match = routes.find("/pages/a%2F");
        assertThat(match).isNotNull();
        assertThat(match.parameters()).isEqualTo(Map.of("page", "a/"));
    }

    @Test
    void namesEachAllowedMethodOnceAlsoWhereOptionsHasAnOperationOfItsOwn() {
        Routes own = new Routes(List.of(get("/a"), operation(HttpMethod.OPTIONS, "/a"), get("/b")));
        assertThat(allowed(own, "/a")).containsExactlyInAnyOrder("GET", "HEAD", "OPTIONS");
        assertThat(allowed(own, "/b")).containsExactlyInAnyOrder("GET", "HEAD", "OPTIONS");
    }

    private static List<String> allowed(Routes routes, String path) {
        Routes.Match match = routes.find(path);
        assertThat(match).isNotNull();
        return List.of(match.resource().allow().split(", ", -1));
    }

    private static Operation get(String path) {
        return operation(HttpMethod.GET, path);
    }

    private static Operation operation(HttpMethod method, String path) {
        return new Operation(path, method, path, "test", "A page.", List.of(), null, Map.of(), true, exchange -> {});
    }
}
