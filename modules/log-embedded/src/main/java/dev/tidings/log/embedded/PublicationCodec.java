package dev.tidings.log.embedded;

import dev.tidings.model.Actor;
import dev.tidings.model.Change;
import dev.tidings.model.JsonText;
import dev.tidings.model.Publication;
import org.jspecify.annotations.Nullable;

/** The binary form of what a publication says, without its offset; the data come last. Pure functions. */
final class PublicationCodec {

    private static final int KEY = 1;
    private static final int ACTOR = 2;
    private static final int ACTOR_NAME = 4;
    private static final int CHANGE_SHIFT = 3;

    private PublicationCodec() {}

    static void encode(Publication publication, ByteWriter out) {
        String key = publication.key();
        Actor actor = publication.actor();
        String actorName = actor == null ? null : actor.name();
        out.putByte((key == null ? 0 : KEY)
                | (actor == null ? 0 : ACTOR)
                | (actorName == null ? 0 : ACTOR_NAME)
                | code(publication.change()) << CHANGE_SHIFT);
        if (key != null) {
            out.putText(key);
        }
        out.putText(publication.event());
        out.putSigned(publication.timeMillis());
        if (actor != null) {
            out.putText(actor.sub());
        }
        if (actorName != null) {
            out.putText(actorName);
        }
        out.putBytes(publication.data().sharedBytes());
    }

    static Publication decode(long offset, ByteReader in) {
        int flags = in.readByte();
        String key = (flags & KEY) == 0 ? null : in.readText();
        String event = in.readText();
        long timeMillis = in.readSigned();
        String sub = (flags & ACTOR) == 0 ? null : in.readText();
        String actorName = (flags & ACTOR_NAME) == 0 ? null : in.readText();
        Actor actor = sub == null ? null : new Actor(sub, actorName);
        JsonText data = JsonText.trusted(in.readBytes(in.remaining()));
        return new Publication(offset, event, key, data, timeMillis, actor, change(flags >> CHANGE_SHIFT & 3));
    }

    private static int code(Change change) {
        return switch (change) {
            case NONE -> 0;
            case PUT -> 1;
            case DELETE -> 2;
        };
    }

    private static Change change(int code) {
        return switch (code) {
            case 0 -> Change.NONE;
            case 1 -> Change.PUT;
            case 2 -> Change.DELETE;
            default -> throw new DamagedException("a change of unknown kind " + code);
        };
    }

    /** The key alone, which comes first. */
    static @Nullable String decodeKey(ByteReader in) {
        return (in.readByte() & KEY) == 0 ? null : in.readText();
    }
}
