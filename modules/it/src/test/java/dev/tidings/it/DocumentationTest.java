package dev.tidings.it;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds the documentation to the project: diagram, tests that are named, links, and the form of decisions. */
class DocumentationTest {

    private static final Path ROOT = Path.of("").toAbsolutePath().getParent().getParent();

    private static final Pattern ARROW = Pattern.compile("(?m)^\\s*([a-z-]+) --> ([a-z-]+)$");
    private static final Pattern DEPENDENCY = Pattern.compile("(?s)<dependency>(.*?)</dependency>");
    private static final Pattern OWN = Pattern.compile("<artifactId>tidings-([a-z-]+)</artifactId>");
    private static final Pattern NAMED_TEST =
            Pattern.compile("`([A-Z][A-Za-z]*(?:Test|IT|Obligations|Contract))\\.([a-zA-Z0-9]+)`");
    private static final Pattern ROW = Pattern.compile("(?m)^\\|.*$");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:]+)(?:#[^)]*)?\\)");

    @Test
    void diagramOfModulesIsWhatThePomsSay() throws IOException {
        Set<String> drawn = new TreeSet<>();
        matches(ARROW, read(ROOT.resolve("docs/architecture.md")))
                .forEach(arrow -> drawn.add(arrow.group(1) + " --> " + arrow.group(2)));
        assertThat(drawn).isEqualTo(dependencies());
    }

    @Test
    void testsThatPagesNameExist() throws IOException {
        assertThat(matches(NAMED_TEST, read(ROOT.resolve("README.md")))).hasSizeGreaterThan(5);
        Map<String, String> sources = new HashMap<>();
        for (Path page : pages()) {
            for (MatchResult test : matches(NAMED_TEST, read(page))) {
                String source = sources.get(test.group(1));
                if (source == null) {
                    source = sourceOf(test.group(1));
                    sources.put(test.group(1), source);
                }
                assertThat(source.isEmpty() ? "no such class" : source)
                        .as(page + ": " + test.group())
                        .containsPattern("@(Test|ParameterizedTest|RepeatedTest)[^;]*? void " + test.group(2) + "\\(");
            }
        }
    }

    @Test
    void everyGuaranteeNamesATest() throws IOException {
        List<String> rows = matches(ROW, read(ROOT.resolve("docs/guarantees.md"))).stream()
                .map(MatchResult::group)
                .filter(row -> !row.startsWith("| ---") && !row.endsWith("| shown by |"))
                .toList();
        assertThat(rows).hasSizeGreaterThan(25);
        assertThat(rows).allSatisfy(row -> assertThat(row).containsPattern(NAMED_TEST));
    }

    @Test
    void linksLeadSomewhere() throws IOException {
        for (Path page : pages()) {
            for (MatchResult link : matches(LINK, read(page))) {
                assertThat(page.resolveSibling(link.group(1)))
                        .as(page + ": " + link.group())
                        .exists();
            }
        }
    }

    @Test
    void decisionsAreShortAndSayWhatWouldReopenThem() throws IOException {
        try (Stream<Path> files = Files.list(ROOT.resolve("docs/adr"))) {
            List<Path> records = files.toList();
            assertThat(records).hasSizeGreaterThanOrEqualTo(5);
            for (Path page : records) {
                assertThat(read(page).lines().count()).as(page.toString()).isLessThanOrEqualTo(40);
                assertThat(read(page))
                        .as(page.toString())
                        .contains("## Context", "## Decision", "## Rejected", "reopen");
                assertThat(page.getFileName().toString()).matches("\\d{4}-[a-z0-9-]+\\.md");
            }
        }
    }

    private static Set<String> dependencies() throws IOException {
        Set<String> dependencies = new TreeSet<>();
        try (Stream<Path> modules = Files.list(ROOT.resolve("modules"))) {
            for (Path module : modules.filter(path -> Files.exists(path.resolve("pom.xml")))
                    .toList()) {
                for (MatchResult dependency : matches(DEPENDENCY, read(module.resolve("pom.xml")))) {
                    boolean own = dependency.group(1).contains("<groupId>dev.tidings<");
                    if (own && !dependency.group(1).contains("<scope>test<")) {
                        matches(OWN, dependency.group(1))
                                .forEach(name -> dependencies.add(module.getFileName() + " --> " + name.group(1)));
                    }
                }
            }
        }
        return dependencies;
    }

    private static List<Path> pages() throws IOException {
        List<Path> pages = new ArrayList<>(List.of(ROOT.resolve("README.md"), ROOT.resolve("CONTRIBUTING.md")));
        try (Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
            docs.filter(path -> path.toString().endsWith(".md")).forEach(pages::add);
        }
        return pages;
    }

    private static String sourceOf(String type) throws IOException {
        try (Stream<Path> files = Files.walk(ROOT.resolve("modules"))) {
            return files.filter(path ->
                            path.endsWith(type + ".java") && path.toString().contains("src"))
                    .map(DocumentationTest::read)
                    .collect(joining());
        }
    }

    private static List<MatchResult> matches(Pattern pattern, String text) {
        return pattern.matcher(text).results().toList();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
