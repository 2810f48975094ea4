package dev.tidings.server.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Reads YAML 1.2 as plain data: mappings, lists, texts, numbers, booleans and null. No tags, no duplicate keys, no
 * recursion, few aliases, at most {@value #MAX_BYTES} bytes. Pure but for the file.
 */
final class YamlText {

    /** How large a configuration may be. */
    static final int MAX_BYTES = 1 << 20;

    private static final LoadSettings SETTINGS = LoadSettings.builder()
            .setAllowDuplicateKeys(false)
            .setAllowRecursiveKeys(false)
            .setAllowNonScalarKeys(false)
            .setMaxAliasesForCollections(50)
            .setCodePointLimit(MAX_BYTES)
            .build();

    private YamlText() {}

    /** The mapping that a file holds; empty when it holds nothing. */
    static Map<String, Object> readFile(Path file) {
        return parse(file.toString(), textOf(file));
    }

    private static String textOf(Path file) {
        try {
            if (!Files.isRegularFile(file)) {
                throw new ConfigurationException(List.of(file + ": there is no such file"));
            }
            if (Files.size(file) > MAX_BYTES) {
                throw new ConfigurationException(List.of(file + ": larger than " + MAX_BYTES + " bytes"));
            }
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new ConfigurationException(List.of(file + ": can't be read as UTF-8 text"));
        }
    }

    /** The mapping that a text holds; empty when it holds nothing. {@code source} stands in the errors. */
    static Map<String, Object> parse(String source, String text) {
        Object root;
        try {
            root = new Load(SETTINGS).loadFromString(text);
        } catch (MarkedYamlEngineException e) {
            String place = e.getProblemMark()
                    .map(mark -> ":" + (mark.getLine() + 1) + ":" + (mark.getColumn() + 1))
                    .orElse("");
            throw new ConfigurationException(List.of(source + place + ": not YAML: " + oneLine(e.getProblem())));
        } catch (YamlEngineException e) {
            throw new ConfigurationException(List.of(source + ": not YAML: " + oneLine(e.getMessage())));
        }
        if (root == null) {
            return Map.of();
        }
        Map<String, Object> mapping = mapping(root);
        if (mapping == null) {
            throw new ConfigurationException(List.of(source + ": expected settings, such as listen: {port: 8080}"));
        }
        return mapping;
    }

    /** {@code value} as a mapping with text keys; null when it is none. */
    static @Nullable Map<String, Object> mapping(@Nullable Object value) {
        if (!(value instanceof Map<?, ?> map)) {
            return null;
        }
        Map<String, Object> mapping = new LinkedHashMap<>();
        map.forEach((key, item) -> mapping.put(String.valueOf(key), item));
        return mapping;
    }

    private static String oneLine(@Nullable String message) {
        return message == null
                ? "it can't be parsed"
                : message.lines().findFirst().orElse("it can't be parsed");
    }
}
