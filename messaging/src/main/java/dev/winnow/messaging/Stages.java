package dev.winnow.messaging;

import dev.winnow.events.StageMeter;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.reactive.messaging.IncomingInterceptor;
import io.smallrye.reactive.messaging.kafka.api.IncomingKafkaRecordMetadata;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.jboss.logging.Logger;

/**
 * The meters of the stages in this process. Every record is followed from the moment a channel takes it to its
 * acknowledgement; the stage is the channel's name up to its first dash.
 */
@ApplicationScoped
public class Stages implements IncomingInterceptor {
    private static final Logger LOG = Logger.getLogger(Stages.class);

    private final MeterRegistry registry;
    private final Map<String, StageMeter> meters = new ConcurrentHashMap<>();

    public Stages(MeterRegistry registry) {
        this.registry = registry;
    }

    public StageMeter meter(String stage) {
        return meters.computeIfAbsent(stage, name -> new StageMeter(registry, name));
    }

    @Override
    public Message<?> afterMessageReceive(Message<?> message) {
        return stageOf(message)
                .<Message<?>>map(stage -> message.addMetadata(meter(stage).begin()))
                .orElse(message);
    }

    @Override
    public void onMessageAck(Message<?> message) {
        message.getMetadata(StageMeter.Work.class).ifPresent(StageMeter.Work::close);
    }

    @Override
    public void onMessageNack(Message<?> message, Throwable failure) {
        message.getMetadata(StageMeter.Work.class).ifPresent(StageMeter.Work::close);
        stageOf(message).ifPresent(stage -> meter(stage).failed());
        message.getMetadata(IncomingKafkaRecordMetadata.class)
                .ifPresent(record -> LOG.warnf(
                        "record given up as a dead letter topic=%s partition=%d offset=%d reason=%s",
                        record.getTopic(), record.getPartition(), record.getOffset(), failure));
    }

    private static Optional<String> stageOf(Message<?> message) {
        return message.getMetadata(IncomingKafkaRecordMetadata.class).map(record -> {
            String channel = record.getChannel();
            int dash = channel.indexOf('-');
            return dash < 0 ? channel : channel.substring(0, dash);
        });
    }
}
