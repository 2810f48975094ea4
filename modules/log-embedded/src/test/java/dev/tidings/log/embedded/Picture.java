package dev.tidings.log.embedded;

import static dev.tidings.log.embedded.LogUnderTest.await;

import dev.tidings.log.Append;
import dev.tidings.log.AppendResult;
import dev.tidings.log.BatchResult.Decided;
import dev.tidings.log.ChannelLog;
import dev.tidings.log.ChannelRead;
import dev.tidings.log.DocumentRead;
import dev.tidings.log.DocumentWrite;
import dev.tidings.log.Fence;
import dev.tidings.log.IndexPage;
import dev.tidings.log.ReadRequest;
import dev.tidings.log.ScanPage;
import dev.tidings.log.StoredAnswer;
import dev.tidings.log.StoredDocument;
import dev.tidings.model.ChannelName;
import dev.tidings.model.Epoch;
import dev.tidings.model.Partitions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** All that a log gives out about the channels of {@link RandomBatches}, as text; the epochs apart. */
record Picture(Map<String, String> facts, Map<ChannelName, Epoch> epochs) {

    static Picture of(ChannelLog log) {
        Map<String, String> facts = new TreeMap<>();
        Map<ChannelName, Epoch> epochs = new TreeMap<>();
        for (ChannelName channel : RandomBatches.CHANNELS) {
            ChannelRead read = await(log.read(new ReadRequest(channel, 0, 1_000, 1 << 20)));
            epochs.put(channel, read.epoch());
            facts.put(channel + " bounds", read.oldest() + ".." + read.head() + " " + read.partitionSequence());
            facts.put(channel + " entries", read.entries().toString());
            ChannelRead last = await(log.read(new ReadRequest(channel, ReadRequest.LAST, 3, 600)));
            facts.put(channel + " last", last.entries().toString());
            for (String id : RandomBatches.IDS) {
                DocumentRead document = await(log.document(channel, id));
                facts.put(channel + "/" + id, document.head() + " " + document.version() + " " + document.document());
            }
            ScanPage page = await(log.scan(channel, null, 100));
            List<StoredDocument> documents = page.documents().stream()
                    .sorted(Comparator.comparing(
                            (StoredDocument each) -> String.valueOf(each.last().key())))
                    .toList();
            facts.put(channel + " scan", page.oldest() + ".." + page.head() + " " + documents);
            IndexPage index = await(log.index(Partitions.of(channel), 0, 100_000));
            facts.put(channel + " keys and fence", probe(log, channel).toString());
            facts.put(channel + " index", index.oldestSequence() + ".." + index.headSequence() + index.entries());
        }
        return new Picture(facts, epochs);
    }

    /** Asks for every key, and for the highest token, by items that never apply. */
    private static List<String> probe(ChannelLog log, ChannelName channel) {
        DocumentWrite never = new DocumentWrite("one", DocumentWrite.PROBE, true, 1);
        List<Append> items = new ArrayList<>();
        for (int key = 0; key < RandomBatches.KEYS; key++) {
            items.add(new Append(channel, List.of(), never, RandomBatches.key(channel, key, 0), null));
        }
        items.add(new Append(channel, List.of(), never, null, new Fence("poller", -1)));
        Decided decided = (Decided) await(log.append(Partitions.of(channel), items));
        return decided.results().stream().map(Picture::withoutEpoch).toList();
    }

    /** A result as text. */
    static String withoutEpoch(AppendResult result) {
        if (result instanceof AppendResult.Appended appended) {
            return appended.publications() + " " + appended.head() + " " + appended.firstSequence();
        }
        if (result instanceof AppendResult.Repeated repeated) {
            StoredAnswer answer = repeated.answer();
            return "repeated " + answer.status() + " " + answer.position().offset() + " " + answer.firstOffset() + " "
                    + answer.documentId() + " " + answer.version();
        }
        return result.toString();
    }
}
