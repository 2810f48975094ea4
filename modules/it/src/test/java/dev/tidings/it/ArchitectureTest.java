package dev.tidings.it;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Holds the code to the house's table of rooms: what each may know, and what nobody may be called. */
class ArchitectureTest {

    private static final String ROOT = "dev.tidings.";

    private static final Pattern DRAWER_PACKAGE = Pattern.compile("util|common|helper|manager|impl(\\.|$)");

    private static final Pattern DRAWER_CLASS = Pattern.compile("(Util|Utils|Common|Helper|Manager|Impl)(?![a-z])");

    private static final JavaClasses HOUSE = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .withImportOption(location -> !location.contains("-tests.jar"))
            .importPackages("dev.tidings");

    /** The rooms, bottom first: each may know only rooms that stand before it, and of those only the named ones. */
    private enum Room {
        MODEL("model"),
        CLIENT("client", MODEL),
        VERIFY("verify", MODEL, CLIENT),
        LOG("log", MODEL),
        LOG_EMBEDDED("log.embedded", MODEL, LOG),
        LOG_REDIS("log.redis", MODEL, LOG),
        HUB("hub", MODEL, LOG),
        EDGE("edge", MODEL, LOG, HUB),
        SOCKET("socket", MODEL, LOG, HUB, EDGE),
        SSE("sse", MODEL, LOG, HUB, EDGE),
        API("api", MODEL, LOG, HUB, EDGE),
        POLLER("poller", MODEL, LOG, HUB),
        WEB("web", MODEL, LOG, HUB, EDGE),
        SERVER("server", MODEL, VERIFY, LOG, LOG_EMBEDDED, LOG_REDIS, HUB, EDGE, SOCKET, SSE, API, POLLER, WEB),
        BENCH(
                "bench",
                MODEL,
                CLIENT,
                VERIFY,
                LOG,
                LOG_EMBEDDED,
                LOG_REDIS,
                HUB,
                EDGE,
                SOCKET,
                SSE,
                API,
                POLLER,
                WEB,
                SERVER),
        IT(
                "it",
                MODEL,
                CLIENT,
                VERIFY,
                LOG,
                LOG_EMBEDDED,
                LOG_REDIS,
                HUB,
                EDGE,
                SOCKET,
                SSE,
                API,
                POLLER,
                WEB,
                SERVER,
                BENCH);

        private final String packageName;

        @SuppressWarnings("ImmutableEnumChecker") // made by List.of
        private final List<Room> known;

        Room(String name, Room... known) {
            this.packageName = ROOT + name;
            this.known = List.of(known);
        }

        /** The room that a class belongs to: the one with the longest fitting name, so a store isn't taken for the log. */
        static Optional<Room> of(JavaClass type) {
            String inside = type.getPackageName() + ".";
            return Arrays.stream(values())
                    .filter(room -> inside.startsWith(room.packageName + "."))
                    .max(Comparator.comparingInt((Room room) -> room.packageName.length()));
        }

        DescribedPredicate<JavaClass> holds() {
            return describe(
                    "reside in room " + packageName,
                    type -> of(type).filter(this::equals).isPresent());
        }

        DescribedPredicate<JavaClass> mayNot() {
            String names = known.stream().map(room -> room.packageName).collect(joining(", "));
            return describe(
                    "belong to a room other than [" + names + "]",
                    type -> of(type).filter(room -> room != this && !known.contains(room))
                            .isPresent());
        }
    }

    @Test
    void seesTheHouse() {
        assertThat(HOUSE).isNotEmpty();
        assertThat(HOUSE.contain("dev.tidings.model.package-info"))
                .as("the model's classes are on the test's class path")
                .isTrue();
    }

    @Test
    void everyRoomKnowsOnlyRoomsBelowIt() {
        for (Room room : Room.values()) {
            assertThat(room.known).allSatisfy(below -> assertThat(below).isLessThan(room));
        }
    }

    @Test
    void everyClassLivesInARoom() {
        assertThat(HOUSE.stream().filter(type -> Room.of(type).isEmpty()))
                .as("classes outside every room")
                .isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Room.class)
    void dependenciesPointDownOnly(Room room) {
        noClasses()
                .that(room.holds())
                .should()
                .dependOnClassesThat(room.mayNot())
                .allowEmptyShould(true)
                .check(HOUSE);
    }

    @Test
    void bridgesDoNotKnowOneAnother() {
        Room[] bridges = {Room.API, Room.SSE, Room.SOCKET, Room.WEB};
        for (Room bridge : bridges) {
            assertThat(bridge.known).doesNotContain(bridges);
        }
    }

    @Test
    void packagesInsideARoomFormNoCycle() {
        slices().matching("dev.tidings.(**)")
                .should()
                .beFreeOfCycles()
                .allowEmptyShould(true)
                .check(HOUSE);
    }

    @Test
    void modelKnowsNoRuntime() {
        noClasses()
                .that(Room.MODEL.holds())
                .should()
                .dependOnClassesThat(resideInAnyPackage("io.vertx..", "io.netty..", "org.slf4j..", "java.net.http.."))
                .allowEmptyShould(true)
                .check(HOUSE);
    }

    @Test
    void nothingIsKeptInADrawer() {
        Stream<String> drawers = HOUSE.stream()
                .filter(type -> DRAWER_PACKAGE.matcher(type.getPackageName()).find()
                        || DRAWER_CLASS.matcher(type.getSimpleName()).find())
                .map(JavaClass::getName);
        assertThat(drawers)
                .as("classes and packages called util, common, helper, manager or impl")
                .isEmpty();
    }
}
