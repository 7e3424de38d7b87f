package dev.winnow.admission;

import io.netty.buffer.ByteBufHolder;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Watches one HTTP/1.1 connection, between Netty's codec and Vert.x. Everything happens on the connection's event loop.
 *
 * <ol>
 *   <li>A header is complete in time, or the connection is closed.
 *   <li>A body keeps its limit, its least rate and its deadline, or is refused.
 *   <li>What arrives of a body after the request was answered is dropped, for a while; then the connection is closed.
 *   <li>A client that takes nothing of its answer for a while is cut off.
 *   <li>A client that sends many requests ahead of their answers is cut off.
 * </ol>
 */
final class ConnectionGate extends ChannelDuplexHandler {
    private static final String VERTX = "handler"; // as Vert.x names the last handler of a connection's pipeline
    private static final long TICK_MILLIS = 500;
    private static final int MOST_REQUESTS_AHEAD = 16;
    private static final Duration SLOW_LINGER = Duration.ofMillis(500);

    private final Pace pace;
    private final Deque<Exchange> exchanges = new ArrayDeque<>(2); // oldest first; the newest may still be arriving
    private ChannelHandlerContext context;
    private ScheduledFuture<?> ticks;
    private long requests;
    private long stalledMillis;
    private long waitingBytes;

    private ConnectionGate(Pace pace) {
        this.pace = pace;
    }

    /** One request and its answer. */
    private static final class Exchange {
        private long most = Long.MAX_VALUE;
        private Consumer<Refusal> refuse;
        private long bytes;
        private long windowBytes;
        private long windowMillis;
        private long millis;
        private boolean arrived;
        private boolean answered;
        private boolean refused;

        boolean drops() {
            return answered || refused;
        }
    }

    /** The gate of a connection on which a request was just read, put there where it is missing. */
    static ConnectionGate of(Channel connection, Pace pace) {
        ChannelPipeline pipeline = connection.pipeline();
        ConnectionGate present = pipeline.get(ConnectionGate.class);
        if (present != null) {
            return present;
        }
        ConnectionGate gate = new ConnectionGate(pace);
        pipeline.addBefore(VERTX, null, gate);
        gate.begin();
        return gate;
    }

    /** Bounds the body of the request that is being answered now. */
    void bound(long most, Consumer<Refusal> refuse) {
        Exchange exchange = exchanges.peekFirst();
        if (exchange == null) {
            return;
        }
        exchange.most = most;
        exchange.refuse = refuse;
        if (exchange.bytes > most) {
            refuse(exchange, Refusal.tooLarge(most));
        }
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        endTicks();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) throws Exception {
        endTicks();
        super.channelInactive(ctx);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) throws Exception {
        if (message instanceof HttpRequest) {
            if (exchanges.size() > MOST_REQUESTS_AHEAD) {
                ReferenceCountUtil.release(message);
                ctx.close();
                return;
            }
            begin();
        }
        if (message instanceof HttpContent content && !exchanges.isEmpty()) {
            body(ctx, content);
        } else {
            super.channelRead(ctx, message);
        }
    }

    private void begin() {
        requests++;
        exchanges.add(new Exchange());
        if (ticks == null) {
            ticks = context.executor()
                    .scheduleWithFixedDelay(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private void body(ChannelHandlerContext ctx, HttpContent content) throws Exception {
        Exchange exchange = exchanges.peekLast();
        boolean last = content instanceof LastHttpContent;
        long length = ((ByteBufHolder) content).content().readableBytes();
        exchange.bytes += length;
        exchange.windowBytes += length;
        if (!exchange.drops() && exchange.bytes > exchange.most) {
            refuse(exchange, Refusal.tooLarge(exchange.most));
        }
        if (!exchange.drops()) {
            exchange.arrived = last;
            super.channelRead(ctx, content);
            return;
        }
        content.release();
        if (!last) {
            return;
        }
        exchange.arrived = true;
        if (exchange.refused) { // whoever reads the body must not take what was let through for all of it
            if (exchange.answered) { // else the answer is on its way from another thread, and closes
                closeWithin(Duration.ZERO);
            }
        } else {
            end(exchange);
            super.channelRead(ctx, LastHttpContent.EMPTY_LAST_CONTENT);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) throws Exception {
        super.channelReadComplete(ctx);
        Exchange arriving = exchanges.peekLast();
        if (arriving != null && arriving.drops() && !arriving.arrived) {
            ctx.read(); // Vert.x may have stopped reading, for somebody who no longer wants the body
        }
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) throws Exception {
        super.write(ctx, message, promise);
        boolean interim = message instanceof HttpResponse response
                && response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
        if (message instanceof LastHttpContent && !interim && !exchanges.isEmpty()) {
            answered(exchanges.peekFirst());
        }
    }

    private void answered(Exchange exchange) {
        exchange.answered = true;
        if (exchange.arrived) {
            end(exchange);
            if (exchange.refused) {
                closeWithin(Duration.ZERO);
            }
        } else {
            closeUnlessArrived(exchange);
            context.read();
        }
    }

    private void end(Exchange exchange) {
        if (exchange.answered && exchange.arrived) {
            exchanges.remove(exchange);
            if (exchanges.isEmpty()) {
                endTicks();
            }
        }
    }

    private void refuse(Exchange exchange, Refusal refusal) {
        exchange.refused = true;
        if (exchange.refuse == null) {
            closeWithin(Duration.ZERO);
            return;
        }
        exchange.refuse.accept(refusal);
        closeWithin(refusal.status() == 408 ? SLOW_LINGER : pace.linger());
    }

    private void closeUnlessArrived(Exchange exchange) {
        context.executor()
                .schedule(
                        () -> {
                            if (!exchange.arrived) {
                                context.close();
                            }
                        },
                        pace.linger().toMillis(),
                        TimeUnit.MILLISECONDS);
    }

    private void closeWithin(Duration linger) {
        context.executor().schedule(() -> context.close(), linger.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void tick() {
        Exchange arriving = exchanges.peekLast();
        if (arriving != null
                && !arriving.arrived
                && !arriving.drops()
                && context.channel().config().isAutoRead()) {
            arriving.millis += TICK_MILLIS;
            arriving.windowMillis += TICK_MILLIS;
            checkPace(arriving);
        }
        checkStall();
    }

    private void checkPace(Exchange arriving) {
        if (arriving.millis >= pace.deadline().toMillis()) {
            refuse(
                    arriving,
                    Refusal.tooSlow(
                            "The body was not complete after " + pace.deadline().toSeconds() + " seconds"));
        } else if (arriving.windowMillis >= pace.window().toMillis()) {
            long wanted = pace.leastRate() * pace.window().toSeconds();
            if (arriving.windowBytes < wanted) {
                refuse(
                        arriving,
                        Refusal.tooSlow("The body brought " + arriving.windowBytes + " bytes in "
                                + pace.window().toSeconds() + " seconds, at least " + wanted + " are expected"));
            }
            arriving.windowBytes = 0;
            arriving.windowMillis = 0;
        }
    }

    private void checkStall() {
        ChannelOutboundBuffer outbound = context.channel().unsafe().outboundBuffer();
        long waiting = outbound == null ? 0 : outbound.totalPendingWriteBytes();
        if (waiting == 0 || waiting != waitingBytes) {
            waitingBytes = waiting;
            stalledMillis = 0;
            return;
        }
        stalledMillis += TICK_MILLIS;
        if (stalledMillis >= pace.stall().toMillis()) {
            context.close();
        }
    }

    private void endTicks() {
        if (ticks != null) {
            ticks.cancel(false);
            ticks = null;
        }
    }

    /** Sees a connection's bytes before anything else does; brings the gate in as soon as there is a place for it. */
    static final class FirstBytes extends ChannelInboundHandlerAdapter {
        private final Pace pace;
        private ConnectionGate gate;
        private ScheduledFuture<?> deadline;

        FirstBytes(Pace pace) {
            this.pace = pace;
        }

        @Override
        public void channelActive(ChannelHandlerContext ctx) throws Exception {
            awaitHeader(ctx);
            super.channelActive(ctx);
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) throws Exception {
            headerCame();
            super.channelInactive(ctx);
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) throws Exception {
            if (gate == null && ctx.pipeline().get(VERTX) != null) {
                gate = new ConnectionGate(pace);
                ctx.pipeline().addBefore(VERTX, null, gate);
            }
            long before = gate == null ? 0 : gate.requests;
            if (deadline == null && (gate == null || gate.exchanges.isEmpty())) {
                awaitHeader(ctx);
            }
            super.channelRead(ctx, message);
            if (gate != null && (gate.requests > before || !gate.exchanges.isEmpty())) {
                headerCame();
            }
        }

        private void awaitHeader(ChannelHandlerContext ctx) {
            deadline = ctx.executor().schedule(() -> ctx.close(), pace.header().toMillis(), TimeUnit.MILLISECONDS);
        }

        private void headerCame() {
            if (deadline != null) {
                deadline.cancel(false);
                deadline = null;
            }
        }
    }
}
