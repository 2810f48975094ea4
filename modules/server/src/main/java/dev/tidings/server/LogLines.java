package dev.tidings.server;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import dev.tidings.server.config.Configuration;
import dev.tidings.server.config.SettingsTable;
import dev.tidings.server.config.SettingsTable.LogFormat;
import dev.tidings.server.config.SettingsTable.LogLevel;
import java.util.List;
import org.slf4j.LoggerFactory;

/** How log lines look: one line each, on standard error. Pure but for Logback's own state. */
final class LogLines {

    /** A stack trace stays in its line, so that whoever reads lines sees all of it. */
    private static final String PLAIN =
            "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5level %logger{0} - %msg%replace(%xEx){'\\s*[\\r\\n]+\\s*', ' | '}%nopex%n";

    private static final List<String> TALKERS = List.of(
            "com.hazelcast.internal.server.tcp",
            "com.hazelcast.instance.impl.HazelcastInstanceFactory",
            "com.hazelcast.cp.CPSubsystem",
            "io.vertx.core.internal.threadchecker");

    private LogLines() {}

    /** Takes the settings over. */
    static void configure(Configuration configuration) {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.detachAndStopAllAppenders();
        ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
        appender.setContext(context);
        appender.setTarget("System.err");
        appender.setEncoder(encoder(context, configuration.get(SettingsTable.LOGGING_FORMAT)));
        appender.start();
        root.addAppender(appender);
        root.setLevel(level(configuration.get(SettingsTable.LOGGING_LEVEL)));
        // what others say at these levels is for their developers
        for (String library : new String[] {"io.netty", "io.vertx", "com.hazelcast"}) {
            context.getLogger(library).setLevel(Level.WARN);
        }
        // of these not even that: every try to reach a node that is down, access to the JDK's inside, structures that
        // nobody
        // uses, and loops that are busy while their classes are loaded (later on BlockedLoops tells)
        for (String talker : TALKERS) {
            context.getLogger(talker).setLevel(Level.ERROR);
        }
        System.setProperty("hazelcast.logging.type", "slf4j");
    }

    private static Encoder<ILoggingEvent> encoder(LoggerContext context, LogFormat format) {
        if (format == LogFormat.JSON) {
            JsonEncoder encoder = new JsonEncoder();
            encoder.setContext(context);
            encoder.start();
            return encoder;
        }
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setPattern(PLAIN);
        encoder.start();
        return encoder;
    }

    private static Level level(LogLevel level) {
        return switch (level) {
            case ERROR -> Level.ERROR;
            case WARN -> Level.WARN;
            case INFO -> Level.INFO;
            case DEBUG -> Level.DEBUG;
        };
    }
}
