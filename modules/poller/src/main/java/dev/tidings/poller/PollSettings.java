package dev.tidings.poller;

import dev.tidings.model.ChannelName;
import java.util.List;

/**
 * A source that asks a URL for all documents of a collection, again and again. Immutable.
 *
 * @param name its name
 * @param target the collection, whose documents are the upstream's from then on
 * @param url what is asked
 * @param authorization the header of that name; empty = none
 * @param items JSON Pointer to the documents in the answer; empty = the whole answer
 * @param form whether they are a list or a mapping
 * @param id JSON Pointer to the id in one of them; without meaning for a mapping
 * @param minIntervalMillis how often at the most, while things change
 * @param maxIntervalMillis how often at the least, while they don't
 * @param onDemand whether it is asked only while somebody subscribes to the collection
 * @param timeoutMillis how long one answer may take as a whole
 * @param maxBytes how large it may be
 * @param maxVanishedPercent how much of the collection may vanish with one answer; 100 = all of it
 * @param allowed private addresses that it may reach all the same
 */
public record PollSettings(
        String name,
        ChannelName target,
        UpstreamUrl url,
        String authorization,
        String items,
        Form form,
        String id,
        long minIntervalMillis,
        long maxIntervalMillis,
        boolean onDemand,
        long timeoutMillis,
        int maxBytes,
        int maxVanishedPercent,
        List<Cidr> allowed)
        implements SourceSettings {

    /** How the documents stand in the answer. */
    public enum Form {
        /** An array of objects; an object alone counts as an array of one. */
        LIST,
        /** An object whose members are the documents, named by their ids. */
        MAP
    }

    /** Copies the list. */
    public PollSettings {
        allowed = List.copyOf(allowed);
        if (minIntervalMillis < 1 || maxIntervalMillis < minIntervalMillis) {
            throw new IllegalArgumentException("interval " + minIntervalMillis + " to " + maxIntervalMillis);
        }
    }
}
