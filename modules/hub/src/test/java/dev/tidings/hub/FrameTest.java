package dev.tidings.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class FrameTest {

    @Test
    void isEncodedOnceAFormat() {
        AtomicInteger calls = new AtomicInteger();
        WireFormat first = frame -> {
            calls.incrementAndGet();
            return new byte[] {1};
        };
        WireFormat second = frame -> new byte[] {2};
        Frame frame = WindowTest.frame(1);
        byte[] bytes = frame.encoded(first);
        assertThat(frame.encoded(first)).isSameAs(bytes);
        assertThat(frame.encoded(second)).containsExactly(2);
        assertThat(frame.encoded(first)).isSameAs(bytes);
        assertThat(calls).hasValue(1);
    }

    @Test
    void aBatchIsJoinedOnceForAllAndGivenBackAtTheEnd() {
        WireFormat format = frame -> ("<" + frame.offset() + ">").getBytes(StandardCharsets.US_ASCII);
        FrameBatch.Joiner joiner = new Brackets(format);
        FrameBatch batch = new FrameBatch(List.of(WindowTest.frame(1), WindowTest.frame(2), WindowTest.frame(3)));
        ByteBuf joined = batch.joined(joiner);
        assertThat(joined.toString(StandardCharsets.US_ASCII)).isEqualTo("11[<1>,<2>,<3>]");
        assertThat(batch.joined(joiner)).isSameAs(joined);
        ByteBuf written = joined.retainedDuplicate();
        batch.release();
        assertThat(written.toString(StandardCharsets.US_ASCII)).isEqualTo("11[<1>,<2>,<3>]");
        written.release();
        assertThat(joined.refCnt()).isZero();
    }

    private record Brackets(WireFormat format) implements FrameBatch.Joiner {

        @Override
        public int overhead(int payloadBytes) {
            return 8;
        }

        @Override
        public void begin(ByteBuf out, int payloadBytes) {
            out.writeCharSequence(payloadBytes + "[", StandardCharsets.US_ASCII);
        }

        @Override
        public void between(ByteBuf out) {
            out.writeByte(',');
        }

        @Override
        public void end(ByteBuf out) {
            out.writeByte(']');
        }

        @Override
        public int separatorBytes() {
            return 1;
        }
    }
}
