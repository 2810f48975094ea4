package dev.tidings.edge;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChunkTest {

    @ParameterizedTest
    @ValueSource(
            ints = {
                1,
                9,
                15,
                16,
                255,
                256,
                4095,
                4096,
                65_535,
                65_536,
                1 << 20,
                (1 << 28) - 1,
                1 << 28,
                Integer.MAX_VALUE
            })
    void writesTheLengthInAsManyDigitsAsItSays(int length) {
        ByteBuf out = Unpooled.buffer();
        Chunk.begin(out, length);
        assertThat(out.toString(US_ASCII)).isEqualTo(Integer.toHexString(length) + "\r\n");
        Chunk.end(out);
        assertThat(out.readableBytes()).isEqualTo(Chunk.overhead(length));
    }

    @Test
    void wrapsBytesExactly() {
        ByteBuf chunk = Chunk.of(UnpooledByteBufAllocator.DEFAULT, "hello, world, hi".getBytes(US_ASCII));
        assertThat(chunk.toString(US_ASCII)).isEqualTo("10\r\nhello, world, hi\r\n");
        assertThat(chunk.writableBytes()).isZero();
        chunk.release();
    }

    @Test
    void refusesTheEmptyChunkThatWouldEndTheBody() {
        assertThatThrownBy(() -> Chunk.begin(Unpooled.buffer(), 0)).isInstanceOf(IllegalArgumentException.class);
    }
}
