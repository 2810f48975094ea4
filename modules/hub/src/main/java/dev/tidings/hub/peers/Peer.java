package dev.tidings.hub.peers;

import dev.tidings.hub.peers.PeerMessage.Sender;
import java.util.ArrayList;
import java.util.List;

/** One other node, as this one sees it. Owned by the hub's loop; pure. */
final class Peer {

    /** An interest that nobody stated: everything. */
    static final long ALL = -1L;

    private static final long SILENT_MILLIS = 5_000;

    private final String node;
    private PeerWindow window = new PeerWindow();
    private PipeWindow pipeWindow = new PipeWindow();
    private long startId;
    private long formerStartId;
    private long interest = ALL;
    private long received;
    private boolean owesAcknowledgement;
    private long pipeBytes;
    private long heardMillis;
    private long greetedMillis;
    private long droppedPublications;

    Peer(String node, long nowMillis) {
        this.node = node;
        this.heardMillis = nowMillis;
    }

    String node() {
        return node;
    }

    PeerWindow window() {
        return window;
    }

    PipeWindow pipeWindow() {
        return pipeWindow;
    }

    long startId() {
        return startId;
    }

    /** Publications that it was not sent, since it did not acknowledge. */
    long droppedPublications() {
        return droppedPublications;
    }

    /** Whether a message is of a start that was replaced by another: it came late and means nothing any more. */
    boolean isFormer(Sender sender) {
        return sender.startId() == formerStartId && formerStartId != 0;
    }

    /**
     * Hears from it.
     *
     * @return whether it is another start than was known, so that nothing holds that was known of it
     */
    boolean heard(Sender sender, long nowMillis) {
        heardMillis = nowMillis;
        boolean another = startId != sender.startId();
        if (another) {
            if (startId != 0) {
                window = new PeerWindow();
                pipeWindow = new PipeWindow();
            }
            formerStartId = startId;
            startId = sender.startId();
            interest = ALL;
            received = 0;
        }
        if (sender.number() > received) {
            received = sender.number();
            owesAcknowledgement = true;
        }
        return another;
    }

    void wants(long partitions) {
        interest = partitions;
    }

    boolean wants(Parcel parcel) {
        return (interest & parcel.partitions()) != 0;
    }

    /** Whether nothing came from it for so long that nothing but a greeting now and then is sent to it. */
    boolean isSilent(long nowMillis) {
        return nowMillis - heardMillis >= SILENT_MILLIS;
    }

    boolean isToBeGreeted(long nowMillis) {
        return !isSilent(nowMillis) || nowMillis - greetedMillis >= SILENT_MILLIS;
    }

    /** Notes that packets of pipes came; whether there are enough to be acknowledged at once. */
    boolean gotPipes(long bytes) {
        pipeBytes += bytes;
        return pipeBytes >= PeerPipes.ACKNOWLEDGE_BYTES;
    }

    void greeted(long nowMillis) {
        greetedMillis = nowMillis;
    }

    /** What of a tick's parcels it is sent: those it wants, as far as there is room. */
    List<Parcel> choose(List<Parcel> parcels) {
        List<Parcel> chosen = new ArrayList<>(parcels.size());
        int publications = 0;
        long bytes = 0;
        for (int i = 0; i < parcels.size(); i++) {
            Parcel parcel = parcels.get(i);
            if (!wants(parcel)) {
                continue;
            }
            int more = parcel.publications();
            if (!window.isHinting() && fits(chosen, publications + more, bytes + parcel.bytes().length)) {
                chosen.add(parcel);
                publications += more;
                bytes += parcel.bytes().length;
            } else {
                window.dropped();
                droppedPublications += more;
            }
        }
        return chosen;
    }

    /** The window lets one load through whatever its size; here that is one parcel. */
    private boolean fits(List<Parcel> chosen, int publications, long bytes) {
        boolean small = publications <= PeerWindow.MAX_PUBLICATIONS && bytes <= PeerWindow.MAX_BYTES;
        return window.hasRoom(publications, bytes) && (small || chosen.isEmpty());
    }

    boolean owesAcknowledgement() {
        return owesAcknowledgement;
    }

    /** What a message to it begins with; acknowledges what came from it. */
    Sender sender(String ownNode, long ownStartId, long number) {
        owesAcknowledgement = false;
        pipeBytes = 0;
        return new Sender(ownNode, ownStartId, number, startId, received);
    }
}
