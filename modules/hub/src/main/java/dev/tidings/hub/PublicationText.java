package dev.tidings.hub;

import dev.tidings.model.Actor;
import dev.tidings.model.ChannelName;
import dev.tidings.model.JsonText;
import dev.tidings.model.Publication;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A publication as the JSON object that every transport shows (contract §6). Immutable; pure functions. The data is
 * copied as it is, never decoded.
 */
public final class PublicationText {

    /** The object with its channel: {@code {"channel","offset","event","key","data","time"}} and, when known, the actor. */
    public static final WireFormat ENVELOPE = PublicationText::envelope;

    private PublicationText() {}

    /**
     * The object with its channel. What a publication does not have is left out: a volatile one's {@code offset}, the
     * {@code key}, the {@code actor}; {@code prev} is there only when it is not the offset before.
     */
    public static byte[] envelope(Frame frame) {
        return text(frame.channel(), frame.publication(), frame.previous());
    }

    /** The object without its channel, for a list that names the channel itself. */
    public static byte[] item(Publication publication) {
        return text(null, publication, publication.offset() - 1);
    }

    private static byte[] text(@Nullable ChannelName channel, Publication publication, long previous) {
        StringBuilder head = new StringBuilder(96).append('{');
        if (channel != null) {
            head.append("\"channel\":\"").append(channel.value()).append("\",");
        }
        if (publication.offset() > 0) {
            head.append("\"offset\":").append(publication.offset()).append(',');
            if (previous != publication.offset() - 1) {
                head.append("\"prev\":").append(previous).append(',');
            }
        }
        head.append("\"event\":").append(JsonText.quote(publication.event()));
        if (publication.key() != null && !publication.key().isEmpty()) {
            head.append(",\"key\":").append(JsonText.quote(publication.key()));
        }
        head.append(",\"data\":");
        return joined(head.toString(), publication.data().sharedBytes(), tail(publication));
    }

    private static String tail(Publication publication) {
        StringBuilder tail = new StringBuilder(48).append(",\"time\":").append(publication.timeMillis());
        Actor actor = publication.actor();
        if (actor != null) {
            tail.append(",\"actor\":{\"sub\":").append(JsonText.quote(actor.sub()));
            if (actor.name() != null) {
                tail.append(",\"name\":").append(JsonText.quote(actor.name()));
            }
            tail.append('}');
        }
        return tail.append('}').toString();
    }

    private static byte[] joined(String head, byte[] data, String tail) {
        byte[] first = head.getBytes(StandardCharsets.UTF_8);
        byte[] last = tail.getBytes(StandardCharsets.UTF_8);
        byte[] whole = new byte[first.length + data.length + last.length];
        System.arraycopy(first, 0, whole, 0, first.length);
        System.arraycopy(data, 0, whole, first.length, data.length);
        System.arraycopy(last, 0, whole, first.length + data.length, last.length);
        return whole;
    }
}
