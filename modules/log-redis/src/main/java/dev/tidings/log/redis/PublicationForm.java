package dev.tidings.log.redis;

import dev.tidings.log.Entry;
import dev.tidings.model.Actor;
import dev.tidings.model.Change;
import dev.tidings.model.JsonText;
import dev.tidings.model.Publication;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The binary form of a publication without its offset: one byte that says what is there, the time, then event, key, subject
 * and name behind their lengths, and last the data as they are. Pure functions.
 */
final class PublicationForm {

    private static final int KEY = 1;
    private static final int ACTOR = 2;
    private static final int ACTOR_NAME = 4;
    private static final int CHANGE_SHIFT = 3;

    private PublicationForm() {}

    static byte[] encode(Entry entry) {
        Actor actor = entry.actor();
        byte @Nullable [] key = utf8(entry.key());
        byte @Nullable [] sub = utf8(actor == null ? null : actor.sub());
        byte @Nullable [] name = utf8(actor == null ? null : actor.name());
        byte[] event = entry.event().getBytes(StandardCharsets.UTF_8);
        byte[] data = entry.data().sharedBytes();
        ByteBuffer out = ByteBuffer.allocate(9 + size(event) + size(key) + size(sub) + size(name) + data.length);
        out.put((byte) ((key == null ? 0 : KEY)
                | (sub == null ? 0 : ACTOR)
                | (name == null ? 0 : ACTOR_NAME)
                | code(entry.change()) << CHANGE_SHIFT));
        out.putLong(entry.timeMillis());
        put(out, event);
        put(out, key);
        put(out, sub);
        put(out, name);
        return out.put(data).array();
    }

    /** @throws IllegalArgumentException when the bytes are none of ours */
    static Publication decode(long offset, byte[] bytes, int from) {
        try {
            ByteBuffer in = ByteBuffer.wrap(bytes, from, bytes.length - from);
            int flags = in.get();
            long timeMillis = in.getLong();
            String event = text(in);
            String key = (flags & KEY) == 0 ? null : text(in);
            String sub = (flags & ACTOR) == 0 ? null : text(in);
            String name = (flags & ACTOR_NAME) == 0 ? null : text(in);
            byte[] data = new byte[in.remaining()];
            in.get(data);
            Actor actor = sub == null ? null : new Actor(sub, name);
            return new Publication(
                    offset, event, key, JsonText.trusted(data), timeMillis, actor, change(flags >> CHANGE_SHIFT));
        } catch (BufferUnderflowException e) {
            throw new IllegalArgumentException("a publication of " + bytes.length + " bytes is cut", e);
        }
    }

    static int code(Change change) {
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
            default -> throw new IllegalArgumentException("a change of unknown kind " + code);
        };
    }

    private static byte @Nullable [] utf8(@Nullable String text) {
        return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
    }

    private static int size(byte @Nullable [] text) {
        return text == null ? 0 : 2 + text.length;
    }

    private static void put(ByteBuffer out, byte @Nullable [] text) {
        if (text != null) {
            if (text.length > 0xFFFF) {
                throw new IllegalArgumentException("a name of " + text.length + " bytes");
            }
            out.putShort((short) text.length).put(text);
        }
    }

    private static String text(ByteBuffer in) {
        int length = in.getShort() & 0xFFFF;
        if (length > in.remaining()) {
            throw new BufferUnderflowException();
        }
        String text = new String(in.array(), in.arrayOffset() + in.position(), length, StandardCharsets.UTF_8);
        in.position(in.position() + length);
        return text;
    }
}
