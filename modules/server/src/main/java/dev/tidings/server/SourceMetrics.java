package dev.tidings.server;

import dev.tidings.poller.SourceCounters;
import java.util.List;
import java.util.function.Function;

/** The figures of the sources: as many series as the configuration has sources. Immutable. */
record SourceMetrics(List<SourceCounters> sources) {

    void write(MetricsText text) {
        each(text, "owner", "gauge", "1 while this node runs the source.", source -> source.isOwner() ? 1 : 0);
        each(
                text,
                "holding",
                "gauge",
                "1 while the last answer was not taken and what was there is held: an alert.",
                source -> source.isHolding() ? 1 : 0);
        each(text, "polls_total", "counter", "Answers asked for, or ticks.", SourceCounters::polls);
        each(text, "changes_total", "counter", "Publications and writes made.", SourceCounters::changes);
        each(
                text,
                "stale_appends_total",
                "counter",
                "Appends of a former owner that the log refused.",
                SourceCounters::staleAppends);
        each(text, "interval_seconds", "gauge", "Until the next.", source -> source.intervalMillis() / 1e3);
        for (SourceCounters source : sources) {
            source.faults()
                    .forEach((reason, count) -> text.labelled(
                            "tidings_source_faults_total",
                            "counter",
                            "Answers not taken, by reason.",
                            "{source=\"" + source.name() + "\",reason=\"" + reason + "\"}",
                            count));
        }
    }

    private void each(
            MetricsText text, String name, String type, String help, Function<SourceCounters, Number> figure) {
        for (SourceCounters source : sources) {
            text.labelled(
                    "tidings_source_" + name, type, help, "{source=\"" + source.name() + "\"}", figure.apply(source));
        }
    }
}
