package dev.tidings.server;

/** A page in the text format of Prometheus, line by line. Owned by one call. */
final class MetricsText {

    private final StringBuilder text = new StringBuilder(4_096);

    /** A figure that goes up and down. */
    MetricsText gauge(String name, String help, Number value) {
        return figure(name, "gauge", help, "", value);
    }

    /** A figure that only grows; its name ends in {@code _total}. */
    MetricsText counter(String name, String help, Number value) {
        return figure(name, "counter", help, "", value);
    }

    /** A figure with labels, already in the form {@code {name="value"}}. */
    MetricsText labelled(String name, String type, String help, String labels, Number value) {
        return figure(name, type, help, labels, value);
    }

    private MetricsText figure(String name, String type, String help, String labels, Number value) {
        String head = "# HELP " + name + " " + help + "\n# TYPE " + name + " " + type + "\n";
        if (text.indexOf(head) < 0) {
            text.append(head);
        }
        text.append(name).append(labels).append(' ').append(value).append('\n');
        return this;
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
