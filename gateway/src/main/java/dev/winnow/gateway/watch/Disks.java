package dev.winnow.gateway.watch;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.File;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * {@code winnow_disk_free_bytes} and {@code winnow_disk_size_bytes} of what this process writes to. {@code disk="store"} is the folder
 * of the store where there is one; {@code disk="root"} in a container is the disk of the machine, which the volumes share.
 */
@ApplicationScoped
public class Disks {
    private final Map<String, File> disks = new LinkedHashMap<>();
    private final MeterRegistry meters;

    public Disks(
            @ConfigProperty(name = "store.kind", defaultValue = "folder") String kind,
            @ConfigProperty(name = "store.folder.path") Optional<String> store,
            MeterRegistry meters) {
        this.meters = meters;
        disks.put("root", new File("/"));
        disks.put("temporary", new File(System.getProperty("java.io.tmpdir")));
        if (kind.equals("folder")) {
            store.ifPresent(path -> disks.put("store", new File(path).getAbsoluteFile()));
        }
    }

    void start(@Observes StartupEvent event) {
        disks.forEach((name, place) -> {
            Gauge.builder("winnow_disk_free_bytes", place, File::getUsableSpace)
                    .description("Bytes that this process may still write")
                    .tag("disk", name)
                    .register(meters);
            Gauge.builder("winnow_disk_size_bytes", place, File::getTotalSpace)
                    .description("Bytes that the disk holds")
                    .tag("disk", name)
                    .register(meters);
        });
    }
}
