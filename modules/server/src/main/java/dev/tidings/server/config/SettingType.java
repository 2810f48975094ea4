package dev.tidings.server.config;

import dev.tidings.model.Names;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a setting's value looks like in YAML and in the environment. Immutable.
 *
 * @param expected the values it takes, in words that follow "expected"
 * @param reader a value from YAML (or text from the environment) as the program's own; null when it does not fit
 * @param writer the value as YAML
 */
record SettingType<T>(String expected, Function<Object, @Nullable T> reader, Function<T, String> writer) {

    private static final Map<String, Long> SIZE_UNITS =
            Map.of("GiB", 1L << 30, "MiB", 1L << 20, "KiB", 1L << 10, "B", 1L);

    private static final Map<String, Long> TIME_UNITS =
            Map.of("h", 3_600_000L, "min", 60_000L, "s", 1_000L, "ms", 1L, "d", 86_400_000L);

    static SettingType<String> text(String expected, Predicate<String> fits) {
        return new SettingType<>(
                expected, value -> value instanceof String text && fits.test(text) ? text : null, t -> {
                    return t.isEmpty() || !t.chars().allMatch(SettingType::isPlain) ? "\"" + t + "\"" : t;
                });
    }

    static SettingType<String> eventName() {
        return text(
                "an event name: 1 to 128 of A-Z a-z 0-9 _ . : - and not a reserved one",
                text -> Names.isEventName(text) && !Names.isReservedEvent(text));
    }

    static SettingType<Boolean> flag() {
        return new SettingType<>("true or false", SettingType::readFlag, String::valueOf);
    }

    static SettingType<Integer> integer(int min, int max) {
        return new SettingType<>(
                "an integer from " + min + " to " + max,
                value -> {
                    Long number = readInteger(value);
                    return number == null || number < min || number > max ? null : Math.toIntExact(number);
                },
                String::valueOf);
    }

    /** A number of bytes: {@code 65536}, {@code 64KiB}, {@code 1MiB}. */
    static SettingType<Long> bytes(long min, long max) {
        return new SettingType<>(
                "a size from " + sizeText(min) + " to " + sizeText(max) + ", such as 64KiB",
                value -> within(withUnit(value, SIZE_UNITS, true), min, max),
                SettingType::sizeText);
    }

    /** A span of time with its unit: {@code 250ms}, {@code 15s}, {@code 24h}. */
    static SettingType<Duration> time(Duration min, Duration max) {
        return new SettingType<>(
                "a time from " + timeText(min) + " to " + timeText(max) + ", such as 15s",
                value -> {
                    Long millis = within(withUnit(value, TIME_UNITS, false), min.toMillis(), max.toMillis());
                    return millis == null ? null : Duration.ofMillis(millis);
                },
                SettingType::timeText);
    }

    static <E extends Enum<E>> SettingType<E> choice(Class<E> type) {
        E[] constants = type.getEnumConstants();
        String words = Arrays.stream(constants).map(SettingType::word).collect(Collectors.joining(", "));
        return new SettingType<>(
                "one of " + words,
                value -> Arrays.stream(constants)
                        .filter(constant -> word(constant).equals(value))
                        .findFirst()
                        .orElse(null),
                SettingType::word);
    }

    /** A list of words of a choice; in the environment separated by commas. */
    static <E extends Enum<E>> SettingType<List<E>> choices(Class<E> type) {
        SettingType<E> one = choice(type);
        return new SettingType<>(
                "a list of " + one.expected().substring("one of ".length()),
                value -> {
                    List<?> items = value instanceof String text ? splitAtCommas(text) : asList(value);
                    List<E> read = new ArrayList<>();
                    for (Object item : items == null ? List.of() : items) {
                        E fitting = one.reader().apply(item);
                        if (fitting != null) {
                            read.add(fitting);
                        }
                    }
                    return items == null || read.size() < items.size() ? null : read;
                },
                list -> list.stream().map(SettingType::word).collect(Collectors.joining(", ", "[", "]")));
    }

    /** A list of texts; in the environment separated by commas. */
    static SettingType<List<String>> texts(String expected, Predicate<String> fits) {
        return new SettingType<>(
                expected,
                value -> {
                    List<?> items = value instanceof String text ? splitAtCommas(text) : asList(value);
                    return items != null && items.stream().allMatch(item -> item instanceof String s && fits.test(s))
                            ? items.stream().map(String.class::cast).toList()
                            : null;
                },
                list -> list.stream().map(item -> '"' + item + '"').collect(Collectors.joining(", ", "[", "]")));
    }

    /** A mapping that is handed on as it is. Its defaults are empty, so that {@code writer} has nothing to do. */
    static SettingType<Map<String, Object>> object(String expected) {
        return new SettingType<>(expected, value -> YamlText.mapping(value), map -> "{}");
    }

    private static @Nullable Boolean readFlag(Object value) {
        if (value instanceof Boolean flag) {
            return flag;
        }
        return "true".equals(value) ? Boolean.TRUE : "false".equals(value) ? Boolean.FALSE : null;
    }

    private static @Nullable Long readInteger(Object value) {
        if (value instanceof Integer || value instanceof Long) {
            return ((Number) value).longValue();
        }
        return value instanceof String text ? parseDigits(text) : null;
    }

    private static @Nullable Long parseDigits(String text) {
        boolean digits = !text.isEmpty() && text.length() <= 15 && text.chars().allMatch(c -> c >= '0' && c <= '9');
        return digits ? Long.valueOf(text) : null;
    }

    private static @Nullable Long withUnit(Object value, Map<String, Long> units, boolean unitMayLack) {
        if (unitMayLack || Integer.valueOf(0).equals(value)) {
            Long number = readInteger(value);
            if (number != null) {
                return number;
            }
        }
        if (!(value instanceof String text)) {
            return null;
        }
        int end = 0;
        while (end < text.length() && Character.isDigit(text.charAt(end))) {
            end++;
        }
        Long amount = parseDigits(text.substring(0, end));
        Long unit = units.get(text.substring(end).strip());
        return amount == null || unit == null || amount > Long.MAX_VALUE / unit ? null : Long.valueOf(amount * unit);
    }

    private static @Nullable Long within(@Nullable Long number, long min, long max) {
        return number == null || number < min || number > max ? null : number;
    }

    private static String sizeText(long bytes) {
        for (String unit : List.of("GiB", "MiB", "KiB")) {
            long size = SIZE_UNITS.getOrDefault(unit, 1L);
            if (bytes >= size && bytes % size == 0) {
                return bytes / size + unit;
            }
        }
        return bytes + "B";
    }

    private static String timeText(Duration time) {
        long millis = time.toMillis();
        for (String unit : List.of("h", "min", "s")) {
            long size = TIME_UNITS.getOrDefault(unit, 1L);
            if (millis >= size && millis % size == 0) {
                return millis / size + unit;
            }
        }
        return millis + "ms";
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static @Nullable List<?> asList(Object value) {
        return value instanceof List<?> list ? list : null;
    }

    private static List<String> splitAtCommas(String text) {
        List<String> items = new ArrayList<>();
        for (String item : text.split(",", -1)) {
            if (!item.isBlank()) {
                items.add(item.strip());
            }
        }
        return items;
    }

    private static boolean isPlain(int c) {
        return Character.isLetterOrDigit(c) || c == '.' || c == '-' || c == '_' || c == '/';
    }
}
