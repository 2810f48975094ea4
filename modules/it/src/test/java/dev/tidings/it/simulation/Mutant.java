package dev.tidings.it.simulation;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/**
 * The hub with one deliberate fault: its sources with some text replaced, compiled, and loaded apart from the real ones, so
 * that the simulation can be shown to find the fault. Owned by one test.
 */
final class Mutant implements AutoCloseable {

    private static final Path MODULES = Path.of("..").toAbsolutePath().normalize();
    private static final List<Path> SOURCES = List.of(
            MODULES.resolve("hub/src/main/java/dev/tidings/hub"),
            MODULES.resolve("it/src/main/java/dev/tidings/it/simulation"));

    private final URLClassLoader loader;

    /**
     * Compiles the mutant.
     *
     * @param folder an empty folder for it
     * @param replacements in which file what becomes what; each text must stand there once, or the table is out of date
     */
    Mutant(Path folder, Map<String, List<String[]>> replacements) throws IOException {
        Path sources = Files.createDirectories(folder.resolve("sources"));
        Path classes = Files.createDirectories(folder.resolve("classes"));
        List<String> arguments = new ArrayList<>(List.of(
                "-proc:none", "-nowarn", "-d", classes.toString(), "-cp", System.getProperty("java.class.path")));
        int replaced = 0;
        for (Path original : originals()) {
            String name = original.getFileName().toString();
            String text = Files.readString(original);
            for (String[] replacement : replacements.getOrDefault(name, List.of())) {
                text = replacedOnce(name, text, replacement[0], replacement[1]);
                replaced++;
            }
            Path target = Files.createDirectories(
                    sources.resolve(original.getParent().getFileName().toString()));
            Path copy = Files.writeString(target.resolve(name), text);
            arguments.add(copy.toString());
        }
        if (replaced == 0) {
            throw new IllegalStateException("nothing was changed: " + replacements.keySet());
        }
        compile(arguments);
        loader = new ChildFirst(classes.toUri().toURL());
    }

    /** Runs schedules until one is found out; answers what was found, or nothing. */
    List<String> violations(long firstSeed, int schedules) throws ReflectiveOperationException {
        Class<?> simulation = loader.loadClass(Simulation.class.getName());
        for (long seed = firstSeed; seed < firstSeed + schedules; seed++) {
            Object outcome = simulation
                    .getMethod("run")
                    .invoke(simulation.getConstructor(long.class).newInstance(seed));
            @SuppressWarnings("unchecked") // the same record, loaded by another loader
            List<String> violations =
                    (List<String>) outcome.getClass().getMethod("violations").invoke(outcome);
            if (!violations.isEmpty()) {
                return violations;
            }
        }
        return List.of();
    }

    @Override
    public void close() throws IOException {
        loader.close();
    }

    private static List<Path> originals() {
        List<Path> all = new ArrayList<>();
        for (Path folder : SOURCES) {
            try (Stream<Path> files = Files.list(folder)) {
                files.filter(file -> file.toString().endsWith(".java") && !file.endsWith("package-info.java"))
                        .sorted()
                        .forEach(all::add);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return all;
    }

    private static String replacedOnce(String file, String text, String from, String to) {
        int at = text.indexOf(from);
        if (at < 0 || text.indexOf(from, at + 1) >= 0) {
            throw new IllegalStateException("not once in " + file + ": " + from);
        }
        return text.substring(0, at) + to + text.substring(at + from.length());
    }

    private static void compile(List<String> arguments) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        int failed = compiler.run(null, output, output, arguments.toArray(new String[0]));
        if (failed != 0) {
            throw new IllegalStateException("the mutant does not compile: " + output.toString(StandardCharsets.UTF_8));
        }
    }

    /** Takes the mutated packages from the mutant, and everything else from where it always comes. */
    private static final class ChildFirst extends URLClassLoader {

        ChildFirst(URL classes) {
            super(new URL[] {classes}, Mutant.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            boolean own = name.startsWith("dev.tidings.hub.") || name.startsWith("dev.tidings.it.simulation.");
            if (!own) {
                return super.loadClass(name, resolve);
            }
            synchronized (getClassLoadingLock(name)) {
                Class<?> known = findLoadedClass(name);
                return known == null ? findClass(name) : known;
            }
        }
    }
}
