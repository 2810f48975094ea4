package dev.tidings.server;

import dev.tidings.edge.identity.Grants;
import dev.tidings.edge.identity.TokenSigner;
import dev.tidings.server.config.Configuration;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tidings token}: makes a token and prints it. Owned by the main thread. */
@Command(
        name = "token",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = {
            "Prints a token, signed with the first of auth.keys, else with the key of development mode in the data folder.",
            "A pattern P is a name, a name that ends with :*, or * for all; {sub} in it stands for NAME."
        })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class MakeToken implements Callable<Integer> {

    private static final int ID_BYTES = 16;

    @Option(names = "--sub", required = true, paramLabel = "NAME", description = "Whose it is.")
    private String subject;

    @Option(names = "--name", paramLabel = "NAME", description = "The name to show (default: none).")
    private @Nullable String name;

    @Option(names = "--subscribe", paramLabel = "P", description = "Channels that may be read; may be repeated.")
    private List<String> subscribe = List.of();

    @Option(names = "--publish", paramLabel = "P", description = "Channels that may be published to.")
    private List<String> publish = List.of();

    @Option(names = "--write", paramLabel = "P", description = "Collections whose documents may be changed.")
    private List<String> write = List.of();

    @Option(
            names = "--ttl",
            paramLabel = "TIME",
            defaultValue = "1h",
            description = "How long it holds, such as 90s, 15min, 1h or 7d (default: 1h).")
    private String ttl;

    @Mixin
    private ConfigurationOptions options;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        Duration life = Configuration.readTime(ttl)
                .orElseThrow(() -> CommandFailure.usage("--ttl: expected a time such as 1h, found " + ttl));
        checkPatterns("--subscribe", subscribe);
        checkPatterns("--publish", publish);
        checkPatterns("--write", write);
        if (subject.isBlank()) {
            throw CommandFailure.usage("--sub: expected a name");
        }
        Configuration configuration = options.load(Map.of());
        SecureRandom random = new SecureRandom();
        Map.Entry<String, byte[]> key =
                Access.keys(configuration, random).entrySet().iterator().next();
        String token = new TokenSigner(key.getKey(), key.getValue()).sign(claims(configuration, life, random));
        spec.commandLine().getOut().println(token);
        return 0;
    }

    private Map<String, Object> claims(Configuration configuration, Duration life, SecureRandom random) {
        byte[] id = new byte[ID_BYTES];
        random.nextBytes(id);
        long now = System.currentTimeMillis() / 1000;
        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put("sub", subject);
        if (name != null) {
            claims.put("name", name);
        }
        if (!configuration.issuer().isEmpty()) {
            claims.put("iss", configuration.issuer());
        }
        if (!configuration.audience().isEmpty()) {
            claims.put("aud", configuration.audience());
        }
        claims.put("iat", now);
        claims.put("exp", now + life.toSeconds());
        claims.put("jti", Base64.getUrlEncoder().withoutPadding().encodeToString(id));
        claims.put("tidings", Map.of("subscribe", subscribe, "publish", publish, "write", write));
        return claims;
    }

    private static void checkPatterns(String option, List<String> patterns) {
        for (String pattern : patterns) {
            if (!Grants.isPattern(pattern)) {
                throw CommandFailure.usage(
                        option + ": expected a name, a name that ends with :*, or *; found " + pattern);
            }
        }
    }
}
