package dev.tidings.log.embedded;

import dev.tidings.log.StoredAnswer;
import dev.tidings.log.embedded.LogRecord.Effect;
import dev.tidings.log.embedded.LogRecord.EpochBegun;
import dev.tidings.log.embedded.LogRecord.Fenced;
import dev.tidings.log.embedded.LogRecord.Published;
import dev.tidings.log.embedded.LogRecord.Reclaimed;
import dev.tidings.log.embedded.LogRecord.Remembered;
import dev.tidings.log.embedded.LogRecord.StoredKey;
import dev.tidings.log.embedded.LogRecord.Trimmed;
import dev.tidings.model.ChannelName;
import dev.tidings.model.Epoch;
import dev.tidings.model.HubException;
import dev.tidings.model.Position;
import dev.tidings.model.Publication;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * The binary form of records: length (4 bytes), CRC-32C over length and body (4), body. Pure functions.
 *
 * <p>A body begins with its type and its partition, one byte each.
 */
final class RecordCodec {

    /** Length and checksum. */
    static final int FRAME_BYTES = 8;

    private static final int PUBLISHED = 1;
    private static final int REMEMBERED = 2;
    private static final int FENCED = 3;
    private static final int EPOCH = 4;
    private static final int TRIMMED = 5;
    private static final int RECLAIMED = 6;

    private static final int FLAGS_AT = 2;
    private static final int COPIED = 1;
    private static final int EFFECT_SHIFT = 1;

    private static final byte[] ZERO = new byte[4];

    private RecordCodec() {}

    /** Appends a publication with its body. */
    static void encode(Published meta, Publication publication, ByteWriter out) {
        int start = begin(out, PUBLISHED, meta.partition());
        out.putByte((meta.copied() ? COPIED : 0) | code(meta.effect()) << EFFECT_SHIFT);
        out.putText(meta.channel().value());
        out.putVar(meta.offset());
        out.putVar(meta.sequence());
        out.putVar(meta.oldest());
        out.putVar(meta.atMillis());
        out.putVar(meta.version());
        PublicationCodec.encode(publication, out);
        seal(out, start);
    }

    /** Appends any other record. */
    static void encode(LogRecord record, ByteWriter out) {
        if (record instanceof Remembered remembered) {
            int start = begin(out, REMEMBERED, record.partition());
            out.putText(remembered.scopedKey());
            encodeKey(remembered.stored(), out);
            seal(out, start);
        } else if (record instanceof Fenced fenced) {
            int start = begin(out, FENCED, record.partition());
            out.putText(fenced.source());
            out.putSigned(fenced.token());
            seal(out, start);
        } else if (record instanceof EpochBegun begun) {
            int start = begin(out, EPOCH, record.partition());
            out.putText(begun.epoch().value());
            seal(out, start);
        } else if (record instanceof Trimmed trimmed) {
            int start = begin(out, TRIMMED, record.partition());
            out.putText(trimmed.channel().value());
            out.putVar(trimmed.oldest());
            seal(out, start);
        } else if (record instanceof Reclaimed reclaimed) {
            int start = begin(out, RECLAIMED, record.partition());
            out.putText(reclaimed.epoch().value());
            out.putVar(reclaimed.channels().size());
            reclaimed.channels().forEach(channel -> out.putText(channel.value()));
            seal(out, start);
        } else {
            throw new IllegalArgumentException("a publication needs its body");
        }
    }

    /** Appends a copy of a publication's body, marked as such. */
    static void encodeCopy(byte[] body, ByteWriter out) {
        int start = out.size();
        out.putLong(0);
        out.putBytes(body);
        out.patchByte(start + FRAME_BYTES + FLAGS_AT, out.byteAt(start + FRAME_BYTES + FLAGS_AT) | COPIED);
        seal(out, start);
    }

    /**
     * Checks the record that begins at {@code at} and answers the length of its body.
     *
     * @throws DamagedException when it is not whole
     */
    static int check(byte[] bytes, int at, int limit) {
        if (limit - at < FRAME_BYTES) {
            throw new DamagedException("a record is cut off");
        }
        int length = ByteReader.intAt(bytes, at);
        if (length < 2 || length > limit - at - FRAME_BYTES) {
            throw new DamagedException("a record of " + length + " bytes");
        }
        if (ByteReader.intAt(bytes, at + 4) != crc(bytes, at, length)) {
            throw new DamagedException("a record's checksum does not fit");
        }
        return length;
    }

    /** Reads a body; of a publication only what the fold needs, so that the rest may be missing from {@code in}. */
    static LogRecord decode(ByteReader in) {
        int type = in.readByte();
        int partition = in.readByte();
        try {
            return switch (type) {
                case PUBLISHED -> decodePublished(partition, in);
                case REMEMBERED -> new Remembered(partition, in.readText(), decodeKey(in));
                case FENCED -> new Fenced(partition, in.readText(), in.readSigned());
                case EPOCH -> new EpochBegun(partition, new Epoch(in.readText()));
                case TRIMMED -> new Trimmed(partition, new ChannelName(in.readText()), in.readVar());
                case RECLAIMED -> new Reclaimed(partition, new Epoch(in.readText()), decodeNames(in));
                default -> throw new DamagedException("a record of unknown type " + type);
            };
        } catch (HubException e) {
            throw new DamagedException(e.detail());
        }
    }

    /**
     * Reads a publication whole.
     *
     * @throws DamagedException when it is another one than {@code place} says
     */
    static Publication decodePublication(byte[] bytes, int from, int length, BodyPlace place) {
        ByteReader in = new ByteReader(bytes, from, length);
        if (in.readByte() != PUBLISHED) {
            throw new DamagedException("not a publication");
        }
        in.skip(FLAGS_AT);
        String channel = in.readText();
        long offset = in.readVar();
        if (offset != place.offset() || !channel.equals(place.channel().value())) {
            throw new DamagedException("another publication than " + place.channel() + " " + place.offset());
        }
        for (int field = 0; field < 4; field++) {
            in.readVar();
        }
        return PublicationCodec.decode(offset, in);
    }

    static void encodeKey(StoredKey stored, ByteWriter out) {
        StoredAnswer answer = stored.answer();
        out.putText(stored.requestHash());
        out.putVar(stored.atMillis());
        out.putSigned(answer.status());
        out.putText(answer.position().epoch().value());
        out.putVar(answer.position().offset());
        out.putVar(answer.firstOffset());
        out.putSigned(answer.version());
        String id = answer.documentId();
        out.putByte(id == null ? 0 : 1);
        if (id != null) {
            out.putText(id);
        }
    }

    static StoredKey decodeKey(ByteReader in) {
        String hash = in.readText();
        long atMillis = in.readVar();
        int status = (int) in.readSigned();
        Position position = new Position(new Epoch(in.readText()), in.readVar());
        long firstOffset = in.readVar();
        long version = in.readSigned();
        String id = in.readByte() == 0 ? null : in.readText();
        return new StoredKey(hash, new StoredAnswer(status, position, firstOffset, id, version), atMillis);
    }

    private static Published decodePublished(int partition, ByteReader in) {
        int flags = in.readByte();
        Effect effect = effect(flags >> EFFECT_SHIFT & 3);
        ChannelName channel = new ChannelName(in.readText());
        long offset = in.readVar();
        long sequence = in.readVar();
        long oldest = in.readVar();
        long atMillis = in.readVar();
        long version = in.readVar();
        String key = effect == Effect.NONE ? null : PublicationCodec.decodeKey(in);
        boolean copied = (flags & COPIED) != 0;
        return new Published(partition, channel, offset, sequence, oldest, atMillis, copied, effect, key, version);
    }

    private static int code(Effect effect) {
        return switch (effect) {
            case NONE -> 0;
            case PUT -> 1;
            case REMOVE -> 2;
            case BURY -> 3;
        };
    }

    private static Effect effect(int code) {
        return switch (code) {
            case 0 -> Effect.NONE;
            case 1 -> Effect.PUT;
            case 2 -> Effect.REMOVE;
            default -> Effect.BURY;
        };
    }

    private static List<ChannelName> decodeNames(ByteReader in) {
        int count = in.readCount();
        List<ChannelName> names = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            names.add(new ChannelName(in.readText()));
        }
        return names;
    }

    private static int begin(ByteWriter out, int type, int partition) {
        int start = out.size();
        out.putLong(0);
        out.putByte(type);
        out.putByte(partition);
        return start;
    }

    private static void seal(ByteWriter out, int start) {
        int length = out.size() - start - FRAME_BYTES;
        out.patchInt(start, length);
        out.patchInt(start + 4, 0);
        out.patchInt(start + 4, out.crcFrom(start));
    }

    /** Over the length, four zero bytes in place of the checksum, and the body. */
    private static int crc(byte[] bytes, int at, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, at, 4);
        crc.update(ZERO, 0, 4);
        crc.update(bytes, at + FRAME_BYTES, length);
        return (int) crc.getValue();
    }
}
