package dev.tidings.edge;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.util.ReferenceCountUtil;

/**
 * Keeps from Vert.x what is no chunk of a body (RFC 9112 §7.1): it would close the connection without a word. Owned by its
 * event loop. Stands behind the decoder, which reads nothing more after such a chunk.
 */
final class ChunkCheck extends ChannelInboundHandlerAdapter {

    private final Runnable broken;

    /** @param broken is called when the body of the request that came last can't be read on */
    ChunkCheck(Runnable broken) {
        this.broken = broken;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof HttpContent part
                && part.decoderResult().isFailure()
                && !(message instanceof HttpRequest)) {
            ReferenceCountUtil.release(message);
            broken.run();
        } else {
            context.fireChannelRead(message);
        }
    }
}
