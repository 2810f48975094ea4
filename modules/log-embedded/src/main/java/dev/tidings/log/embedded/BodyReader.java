package dev.tidings.log.embedded;

import dev.tidings.model.ErrorCode;
import dev.tidings.model.HubException;
import dev.tidings.model.Publication;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Gives publications by their place: from memory at once, else from disk on its own threads, so that a slow disk stops
 * neither appends nor other reads. Owned by the state thread, which alone calls it.
 */
final class BodyReader {

    private static final int THREADS = 2;
    private static final int MAX_WAITING = 4_096;

    /**
     * What to read.
     *
     * @param places in the order in which they are read
     * @param maxBytes stop before this weight is exceeded, but not before the first
     * @param onRead takes what was read, in that order; called once on a thread of the store
     * @param onFailure is told instead, when nothing can be read
     */
    record Request(
            List<BodyPlace> places,
            long maxBytes,
            Consumer<List<Publication>> onRead,
            Consumer<HubException> onFailure) {

        /** All of the places. */
        static Request all(
                List<BodyPlace> places, Consumer<List<Publication>> onRead, Consumer<HubException> onFailure) {
            return new Request(places, Long.MAX_VALUE, onRead, onFailure);
        }
    }

    private final RecentBodies recent;
    private final SegmentSet segments;
    private final LogStatus status;
    private final ThreadPoolExecutor threads;

    BodyReader(RecentBodies recent, SegmentSet segments, LogStatus status) {
        this.recent = recent;
        this.segments = segments;
        this.status = status;
        this.threads = new ThreadPoolExecutor(
                THREADS, THREADS, 1, TimeUnit.SECONDS, new ArrayBlockingQueue<>(MAX_WAITING), job -> {
                    Thread thread = new Thread(job, "tidings-log-reader");
                    thread.setDaemon(true);
                    return thread;
                });
        threads.allowCoreThreadTimeOut(true);
    }

    void read(Request request) {
        List<Publication> found = fromMemory(request);
        if (found != null) {
            request.onRead().accept(found);
            return;
        }
        Map<Integer, Segment> used = new HashMap<>();
        try {
            for (BodyPlace place : request.places()) {
                used.computeIfAbsent(Location.segment(place.location()), this::acquire);
            }
            threads.execute(() -> readFromDisk(request, used));
        } catch (HubException e) {
            used.values().forEach(Segment::release);
            request.onFailure().accept(e);
        } catch (RejectedExecutionException e) {
            used.values().forEach(Segment::release);
            request.onFailure()
                    .accept(new HubException(ErrorCode.UNAVAILABLE, MAX_WAITING + " reads of the log are waiting"));
        }
    }

    /** Finishes what was accepted, within a time limit. */
    void close() throws InterruptedException {
        threads.shutdown();
        if (!threads.awaitTermination(10, TimeUnit.SECONDS)) {
            threads.shutdownNow();
        }
    }

    private @Nullable List<Publication> fromMemory(Request request) {
        List<Publication> found = new ArrayList<>(request.places().size());
        long bytes = 0;
        for (BodyPlace place : request.places()) {
            Publication publication = recent.get(place.location());
            if (publication == null) {
                return null;
            }
            bytes += publication.weight();
            if (bytes > request.maxBytes() && !found.isEmpty()) {
                break;
            }
            found.add(publication);
        }
        return found;
    }

    private Segment acquire(int number) {
        Segment segment = segments.acquire(number);
        if (segment == null) {
            throw new HubException(ErrorCode.UNAVAILABLE, Segment.fileName(number) + " is gone");
        }
        return segment;
    }

    private void readFromDisk(Request request, Map<Integer, Segment> used) {
        try {
            List<Publication> found = readAll(request, used);
            request.onRead().accept(found);
        } catch (HubException e) {
            request.onFailure().accept(e);
        } finally {
            used.values().forEach(Segment::release);
        }
    }

    private List<Publication> readAll(Request request, Map<Integer, Segment> used) {
        List<Publication> found = new ArrayList<>();
        long bytes = 0;
        Map<Integer, RecordWindow> windows = new HashMap<>();
        for (BodyPlace place : request.places()) {
            int number = Location.segment(place.location());
            Segment segment = Objects.requireNonNull(used.get(number));
            RecordWindow window = windows.computeIfAbsent(number, n -> new RecordWindow(segment.file()));
            Publication publication = readOne(window, segment, place);
            bytes += publication.weight();
            if (bytes > request.maxBytes() && !found.isEmpty()) {
                break;
            }
            found.add(publication);
        }
        return found;
    }

    private Publication readOne(RecordWindow window, Segment segment, BodyPlace place) {
        try {
            return window.publication(place);
        } catch (DamagedException e) {
            String detail = segment.path() + " is damaged at byte " + Location.offset(place.location()) + ": "
                    + e.getMessage() + "; the log is read-only";
            status.worsen(LogStatus.Kind.DAMAGED, detail);
            throw new HubException(ErrorCode.UNAVAILABLE, detail);
        } catch (IOException e) {
            throw new HubException(
                    ErrorCode.UNAVAILABLE,
                    segment.path() + " can't be read at byte " + Location.offset(place.location()) + ": "
                            + e.getMessage());
        }
    }
}
