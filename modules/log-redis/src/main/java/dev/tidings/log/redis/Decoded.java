package dev.tidings.log.redis;

import dev.tidings.log.AdoptionResult;
import dev.tidings.log.ChannelRead;
import dev.tidings.log.DocumentRead;
import dev.tidings.log.IndexPage;
import dev.tidings.log.IndexPage.IndexEntry;
import dev.tidings.log.PartitionState;
import dev.tidings.log.ReadRequest;
import dev.tidings.log.ScanPage;
import dev.tidings.log.StoredDocument;
import dev.tidings.model.ChannelName;
import dev.tidings.model.Epoch;
import dev.tidings.model.Publication;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** What the scripts that read answer. Pure functions. */
final class Decoded {

    private Decoded() {}

    static PartitionState state(int partition, Response answer) {
        return new PartitionState(
                partition,
                epoch(answer, 1),
                answer.get(2).toLong(),
                answer.get(3).toString(),
                answer.get(4).toString());
    }

    static AdoptionResult adoption(int partition, Response answer) {
        return new AdoptionResult(
                answer.get(1).toInteger() == 1,
                new PartitionState(
                        partition,
                        epoch(answer, 2),
                        answer.get(3).toLong(),
                        answer.get(4).toString(),
                        answer.get(5).toString()));
    }

    /** The script bounds the bytes by what it knows of them; their weight is bounded here. */
    static ChannelRead read(ReadRequest request, Response answer) {
        long oldest = answer.get(2).toLong();
        long head = answer.get(3).toLong();
        boolean newest = request.after() == ReadRequest.LAST;
        List<Publication> found = new ArrayList<>();
        long offset = newest ? head : Math.max(request.after() + 1, oldest);
        long weight = 0;
        for (Response body : answer.get(6)) {
            Publication next = PublicationForm.decode(offset, body.toBytes(), 0);
            weight += next.weight();
            if (weight > request.maxBytes() && !found.isEmpty()) {
                break;
            }
            found.add(next);
            offset += newest ? -1 : 1;
        }
        if (newest) {
            Collections.reverse(found);
        }
        return new ChannelRead(
                epoch(answer, 1), oldest, head, epoch(answer, 4), answer.get(5).toLong(), List.copyOf(found));
    }

    static ScanPage scan(Response answer) {
        Response found = answer.get(5);
        List<StoredDocument> documents = new ArrayList<>(found.size() / 2);
        for (int i = 1; i < found.size(); i += 2) {
            documents.add(document(found.get(i)));
        }
        String cursor = answer.get(4).toString();
        return new ScanPage(
                epoch(answer, 1),
                answer.get(2).toLong(),
                answer.get(3).toLong(),
                List.copyOf(documents),
                cursor.isEmpty() ? null : cursor);
    }

    static DocumentRead document(String id, Response answer) {
        return new DocumentRead(
                epoch(answer, 1),
                answer.get(2).toLong(),
                Long.parseLong(answer.get(3).toString()),
                answer.size() < 5 ? null : document(answer.get(4)));
    }

    /** Version, offset of its creation, offset of its last change in decimal, and the publication. */
    private static StoredDocument document(Response value) {
        byte[] bytes = value.toBytes();
        long[] numbers = new long[3];
        int at = 0;
        for (int i = 0; i < numbers.length; i++) {
            long number = 0;
            for (; bytes[at] != ' '; at++) {
                number = number * 10 + (bytes[at] - '0');
            }
            numbers[i] = number;
            at++;
        }
        return new StoredDocument(numbers[0], numbers[1], PublicationForm.decode(numbers[2], bytes, at));
    }

    /** Each row is the last sequence of a run, and the run: how many, the last one's offset, the channel. */
    static IndexPage index(long afterSequence, int maxEntries, Response answer) {
        long oldest = answer.get(2).toLong();
        Response rows = answer.get(4);
        List<IndexEntry> entries = new ArrayList<>();
        for (int i = 0; i < rows.size() && entries.size() < maxEntries; i += 2) {
            long last = rows.get(i).toLong();
            String[] run = rows.get(i + 1).toString().split(" ", 3);
            int count = Integer.parseInt(run[0]);
            long lastOffset = Long.parseLong(run[1]);
            ChannelName channel = new ChannelName(run[2]);
            long from = Math.max(last - count + 1, Math.max(afterSequence + 1, oldest));
            for (long sequence = from; sequence <= last && entries.size() < maxEntries; sequence++) {
                entries.add(new IndexEntry(sequence, channel, lastOffset - (last - sequence)));
            }
        }
        return new IndexPage(epoch(answer, 1), oldest, answer.get(3).toLong(), List.copyOf(entries));
    }

    private static Epoch epoch(Response answer, int at) {
        return new Epoch(answer.get(at).toString());
    }
}
