package dev.tidings.it.proxy;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** A configuration that docs/proxies.md shows, and the program that it is for. */
enum DocumentedProxy {
    HAPROXY(Path.of("/usr/sbin/haproxy"), "haproxy", 0),
    NGINX(Path.of("/usr/sbin/nginx"), "nginx", 0),
    HAPROXY_TCP(Path.of("/usr/sbin/haproxy"), "haproxy", 1);

    private static final Path PAGE =
            Path.of("").toAbsolutePath().getParent().getParent().resolve("docs/proxies.md");
    private static final Pattern NODE = Pattern.compile("(?m)^.*\\b10\\.0\\.0\\.1(\\d):(?:8080|8443)\\b.*\\n");
    private static final Pattern NODE_ADDRESS = Pattern.compile("\\b10\\.0\\.0\\.1\\d:\\d+\\b");
    private static final Pattern OTHER_USER = Pattern.compile("(?m)^ *(?:user|group|chroot) .*\\n");

    private final Path program;
    private final String language;
    private final int number;

    /** @param number which of the page's blocks in this language */
    DocumentedProxy(Path program, String language, int number) {
        this.program = program;
        this.language = language;
        this.number = number;
    }

    /** What the page shows. */
    String text() throws IOException {
        return Pattern.compile("(?s)```" + language + "\\n(.*?)```")
                .matcher(Files.readString(PAGE, UTF_8))
                .results()
                .skip(number)
                .findFirst()
                .orElseThrow(() -> new AssertionError("no such block in " + PAGE))
                .group(1);
    }

    /**
     * The same for this machine: other addresses, ports and files, one line for each node.
     *
     * @param nodes the ports of the hub's nodes
     */
    String configuration(Path folder, TestCertificate certificate, List<Integer> nodes, int port, int plainPort)
            throws IOException {
        String text = NODE.matcher(text()).replaceAll(line -> node(line, nodes));
        Map<String, String> here = Map.of(
                "bind :443", "bind 127.0.0.1:" + port,
                "bind :80\n", "bind 127.0.0.1:" + plainPort + "\n",
                "listen 443 ", "listen 127.0.0.1:" + port + " ",
                "listen 80;", "listen 127.0.0.1:" + plainPort + ";",
                "/etc/haproxy/tidings.pem", certificate.both().toString(),
                "/etc/nginx/tidings.pem", certificate.certificate().toString(),
                "/etc/nginx/tidings.key", certificate.key().toString(),
                "/run/nginx.pid", folder.resolve("nginx.pid").toString(),
                "/var/log/nginx", folder.toString());
        for (Map.Entry<String, String> entry : here.entrySet()) {
            text = text.replace(entry.getKey(), entry.getValue());
        }
        return System.getProperty("user.name").equals("root")
                ? text
                : OTHER_USER.matcher(text).replaceAll("");
    }

    private static String node(MatchResult line, List<Integer> nodes) {
        int node = Integer.parseInt(line.group(1)) - 1;
        return node < nodes.size() ? NODE_ADDRESS.matcher(line.group()).replaceAll("127.0.0.1:" + nodes.get(node)) : "";
    }

    /** How it is started in the foreground. */
    List<String> command(Path folder, Path file) {
        return this == NGINX
                ? List.of(program.toString(), "-p", folder.toString(), "-c", file.toString(), "-g", "daemon off;")
                : List.of(program.toString(), "-db", "-f", file.toString());
    }
}
