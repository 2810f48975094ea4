package dev.tidings.server.cluster;

import com.hazelcast.config.Config;
import com.hazelcast.config.JavaSerializationFilterConfig;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.config.MultiMapConfig;
import com.hazelcast.config.MultiMapConfig.ValueCollectionType;
import com.hazelcast.config.NetworkConfig;
import com.hazelcast.config.SocketInterceptorConfig;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Map;
import java.util.UUID;

/**
 * Hazelcast's configuration of a member: everything that finds, serves or loads by itself is off. Pure but for the name
 * service. Made in code alone, so that no file on the class path has a say.
 */
final class MemberConfig {

    /** The attribute of a member that names its hub. */
    static final String NODE = "tidings.node";

    /** The attribute of a member that tells its keys from others': it shows nothing of them. */
    static final String KEYS = "tidings.keys";

    private static final String CLUSTER = "tidings";

    /** Where Vert.x looks up which member is which of its nodes. */
    private static final String VERTX_NODE = "__vertx.nodeId";

    private static final Map<String, String> PROPERTIES = Map.ofEntries(
            Map.entry("hazelcast.logging.type", "slf4j"),
            Map.entry("hazelcast.logging.details.enabled", "false"),
            Map.entry("hazelcast.phone.home.enabled", "false"),
            Map.entry("hazelcast.shutdownhook.enabled", "false"),
            Map.entry("hazelcast.socket.bind.any", "false"),
            Map.entry("hazelcast.heartbeat.interval.seconds", "2"),
            Map.entry("hazelcast.max.no.heartbeat.seconds", "20"),
            Map.entry("hazelcast.merge.first.run.delay.seconds", "15"),
            Map.entry("hazelcast.merge.next.run.delay.seconds", "15"),
            Map.entry("hazelcast.max.join.seconds", "60"),
            Map.entry("hazelcast.wait.seconds.before.join", "1"),
            Map.entry("hazelcast.graceful.shutdown.max.wait", "5"),
            Map.entry("hazelcast.jmx", "false"));

    private MemberConfig() {}

    static Config of(ClusterOptions options, String node, String keys) {
        Config config = new Config();
        config.setClusterName(CLUSTER);
        config.setInstanceName(node);
        PROPERTIES.forEach(config::setProperty);
        config.getMemberAttributeConfig()
                .setAttribute(NODE, node)
                .setAttribute(KEYS, keys)
                .setAttribute(VERTX_NODE, UUID.randomUUID().toString());
        config.getJetConfig().setEnabled(false).setResourceUploadEnabled(false);
        config.getMetricsConfig().setEnabled(false);
        config.getManagementCenterConfig().setConsoleEnabled(false).setScriptingEnabled(false);
        config.getSerializationConfig().setJavaSerializationFilterConfig(onlyKnown());
        network(config.getNetworkConfig(), options);
        maps(config, options.members().size() >= 3 ? 2 : 1);
        return config;
    }

    /** What may be deserialized by Java's own means: what Vert.x' cluster manager keeps, and exceptions of Hazelcast's. */
    private static JavaSerializationFilterConfig onlyKnown() {
        JavaSerializationFilterConfig filter = new JavaSerializationFilterConfig();
        filter.setDefaultsDisabled(true);
        filter.getWhitelist()
                .addPrefixes(
                        "io.vertx.spi.cluster.hazelcast.",
                        "com.hazelcast.core.",
                        "com.hazelcast.spi.exception.",
                        "com.hazelcast.partition.",
                        "java.lang.",
                        "[Ljava.lang.StackTraceElement",
                        "java.util.Collections$",
                        "java.util.ArrayList",
                        "java.util.concurrent.");
        // what gadgets are made of
        filter.getBlacklist().addPrefixes("java.lang.reflect.", "java.lang.invoke.");
        return filter;
    }

    private static void network(NetworkConfig network, ClusterOptions options) {
        network.setPort(options.port()).setPortAutoIncrement(false).setReuseAddress(true);
        network.getInterfaces().setEnabled(true).addInterface(address(options.host()));
        network.getRestApiConfig().setEnabled(false);
        network.getMemcacheProtocolConfig().setEnabled(false);
        network.setSocketInterceptorConfig(
                new SocketInterceptorConfig().setEnabled(true).setClassName(MemberGate.class.getName()));
        JoinConfig join = network.getJoin();
        join.getAutoDetectionConfig().setEnabled(false);
        join.getMulticastConfig().setEnabled(false);
        join.getTcpIpConfig().setEnabled(true).setConnectionTimeoutSeconds(2).setMembers(options.members());
    }

    /** As Vert.x' cluster manager needs them. */
    private static void maps(Config config, int backups) {
        config.addMultiMapConfig(new MultiMapConfig("__vertx.subs")
                .setBackupCount(backups)
                .setValueCollectionType(ValueCollectionType.SET));
        config.getMapConfig("__vertx.nodeInfo").setBackupCount(backups);
    }

    private static String address(String host) {
        try {
            return InetAddress.getByName(host).getHostAddress();
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("cluster.host: there is no address for " + host, e);
        }
    }
}
