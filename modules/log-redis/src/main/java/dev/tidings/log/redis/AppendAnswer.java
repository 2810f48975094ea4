package dev.tidings.log.redis;

import dev.tidings.log.Append;
import dev.tidings.log.AppendResult;
import dev.tidings.log.BatchResult;
import dev.tidings.log.Entry;
import dev.tidings.log.LogLimits;
import dev.tidings.log.PartitionState;
import dev.tidings.log.StoredAnswer;
import dev.tidings.model.Epoch;
import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import dev.tidings.model.Position;
import dev.tidings.model.Publication;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.ResponseType;
import java.util.ArrayList;
import java.util.List;

/** Reads what the append script answers. Owned by the answer that is being read. */
final class AppendAnswer {

    /** What the script's first word says. */
    enum Kind {
        DONE,
        ADOPT,
        ABSENT,
        OTHER,
        LATE
    }

    private final Response answer;
    private final Kind kind;

    AppendAnswer(Response answer) {
        this.answer = answer;
        this.kind = switch (answer.get(0).toString()) {
            case "done" -> Kind.DONE;
            case "adopt" -> Kind.ADOPT;
            case "absent" -> Kind.ABSENT;
            case "other" -> Kind.OTHER;
            case "late" -> Kind.LATE;
            default -> throw new IllegalArgumentException("an answer of unknown kind " + answer.get(0));
        };
    }

    Kind kind() {
        return kind;
    }

    /** The store's clock. */
    long storeMillis() {
        return answer.get(1).toLong();
    }

    /** The store that answered, when it is another one than is read from. */
    String otherIncarnation() {
        return answer.get(2).toString();
    }

    BatchResult adoptionNeeded(int partition) {
        return new BatchResult.AdoptionNeeded(new PartitionState(
                partition,
                new Epoch(answer.get(2).toString()),
                answer.get(3).toLong(),
                answer.get(4).toString(),
                answer.get(5).toString()));
    }

    /** Whether something was applied, so that replicas are worth waiting for. */
    boolean hasApplied() {
        return answer.get(4).stream().anyMatch(AppendAnswer::isAppended);
    }

    private static boolean isAppended(Response result) {
        return result.type() == ResponseType.NUMBER || result.get(0).toString().equals("A");
    }

    /** What became of each call, in order. */
    List<BatchResult> decided(List<AppendCall> calls, LogLimits limits) {
        Epoch epoch = new Epoch(answer.get(2).toString());
        long sequence = answer.get(3).toLong();
        Response results = answer.get(4);
        int next = 0;
        List<BatchResult> decided = new ArrayList<>(calls.size());
        for (AppendCall call : calls) {
            List<AppendResult> ofCall = new ArrayList<>(call.batch().size());
            for (Append item : call.batch()) {
                Response result = results.get(next++);
                ofCall.add(result(item, result, epoch, sequence, limits));
                sequence += isAppended(result) ? item.entries().size() : 0;
            }
            decided.add(new BatchResult.Decided(epoch, ofCall));
        }
        return decided;
    }

    private static AppendResult result(Append item, Response result, Epoch epoch, long sequence, LogLimits limits) {
        if (result.type() == ResponseType.NUMBER) {
            return appended(item, epoch, result.toLong(), sequence);
        }
        return switch (result.get(0).toString()) {
            case "A" ->
                appended(
                        item, new Epoch(result.get(2).toString()), result.get(1).toLong(), sequence);
            case "R" -> new AppendResult.Repeated(stored(result));
            case "K" -> new AppendResult.KeyReused();
            case "C" -> conflict(result);
            case "F" ->
                new AppendResult.StaleFence(AppendPlan.token(result.get(1).toString()));
            case "X" -> new AppendResult.Refused(exhausted(limits));
            default -> throw new IllegalArgumentException("a result of unknown kind " + result.get(0));
        };
    }

    private static AppendResult appended(Append item, Epoch epoch, long head, long sequence) {
        List<Publication> publications = new ArrayList<>(item.entries().size());
        long offset = head - item.entries().size();
        for (Entry entry : item.entries()) {
            offset++;
            publications.add(entry.at(offset));
        }
        return new AppendResult.Appended(epoch, publications, head, sequence);
    }

    private static StoredAnswer stored(Response result) {
        return new StoredAnswer(
                result.get(1).toInteger(),
                new Position(new Epoch(result.get(2).toString()), result.get(3).toLong()),
                result.get(4).toLong(),
                result.size() < 7 ? null : result.get(6).toString(),
                Long.parseLong(result.get(5).toString()));
    }

    private static AppendResult conflict(Response result) {
        long version = Long.parseLong(result.get(1).toString());
        Publication current = result.size() < 4
                ? null
                : PublicationForm.decode(result.get(2).toLong(), result.get(3).toBytes(), 0);
        return new AppendResult.VersionConflict(version, current);
    }

    private static HubException exhausted(LogLimits limits) {
        return new HubException(
                ErrorCode.KEYS_EXHAUSTED,
                "the idempotency keys that the partition may have are in use: the limit of all is " + limits.maxKeys()
                        + " keys or " + limits.maxKeyBytes() + " bytes");
    }
}
