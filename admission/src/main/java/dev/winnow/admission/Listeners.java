package dev.winnow.admission;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ServerChannel;
import io.netty.channel.SingleThreadEventLoop;
import io.netty.util.concurrent.EventExecutor;
import io.quarkus.vertx.http.HttpServerStart;
import io.quarkus.vertx.http.HttpsServerStart;
import io.vertx.core.Vertx;
import io.vertx.core.impl.VertxInternal;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.ObservesAsync;
import java.util.Iterator;

/**
 * Puts a {@link ConnectionGate} into each connection as soon as it is accepted. Quarkus and Vert.x give no hook there, so that the
 * listening channels are found through the event loops that accept for them.
 */
@ApplicationScoped
public class Listeners {
    private final VertxInternal vertx;
    private final Pace pace;

    public Listeners(Vertx vertx, AdmissionConfig config) {
        this.vertx = (VertxInternal) vertx;
        this.pace = Pace.of(config);
    }

    void listens(@ObservesAsync HttpServerStart started) {
        gateAll();
    }

    void listensSecurely(@ObservesAsync HttpsServerStart started) {
        gateAll();
    }

    private void gateAll() {
        for (EventExecutor executor : vertx.getAcceptorEventLoopGroup()) {
            if (executor instanceof SingleThreadEventLoop loop) {
                loop.execute(() -> gate(loop.registeredChannelsIterator()));
            }
        }
    }

    private void gate(Iterator<Channel> channels) {
        channels.forEachRemaining(channel -> {
            if (channel instanceof ServerChannel && channel.pipeline().get(Accepted.class) == null) {
                channel.pipeline().addFirst(new Accepted(pace));
            }
        });
    }

    /** Sees each connection of a listening channel before Vert.x does. */
    @Sharable
    private static final class Accepted extends ChannelInboundHandlerAdapter {
        private final Pace pace;

        Accepted(Pace pace) {
            this.pace = pace;
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) throws Exception {
            if (message instanceof Channel connection) {
                connection.pipeline().addLast(new ConnectionGate.FirstBytes(pace));
            }
            super.channelRead(ctx, message);
        }
    }
}
