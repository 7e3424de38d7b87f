package dev.winnow.gateway.projection;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.winnow.dataset.Fence;
import dev.winnow.dataset.Measure;
import dev.winnow.dataset.spec.DatasetSpec;
import dev.winnow.events.EventJson;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Reads the specs and fences that images are judged under. Safe for use by several threads. */
@ApplicationScoped
public class Standards {

    private record SpecName(String dataset, int version) {}

    /** A version of a spec never changes. */
    private final Map<SpecName, DatasetSpec> specs = new ConcurrentHashMap<>();

    /** The fences that a dataset has, by measure. */
    public Map<Measure, Fence> fences(Connection connection, String dataset) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(
                "SELECT measure, version, count, centiles FROM fence WHERE dataset = ? AND centiles IS NOT NULL")) {
            query.setString(1, dataset);
            try (ResultSet rows = query.executeQuery()) {
                Map<Measure, Fence> fences = new EnumMap<>(Measure.class);
                while (rows.next()) {
                    Optional<Measure> measure = Measure.ofKey(rows.getString(1));
                    if (measure.isPresent()) {
                        fences.put(measure.get(), new Fence(rows.getInt(2), rows.getLong(3), List.of((Double[])
                                rows.getArray(4).getArray())));
                    }
                }
                return fences;
            }
        }
    }

    /** What a dataset's images are to be judged under; nothing where that was not settled yet. */
    public Optional<Standard> standard(Connection connection, String dataset) throws SQLException {
        try (PreparedStatement query =
                connection.prepareStatement("SELECT spec_version, fence_version FROM judging WHERE dataset = ?")) {
            query.setString(1, dataset);
            try (ResultSet row = query.executeQuery()) {
                return row.next()
                        ? Optional.of(new Standard(
                                spec(connection, dataset, row.getInt(1)),
                                row.getInt(2),
                                row.getInt(2) == 0 ? Map.of() : fences(connection, dataset)))
                        : Optional.empty();
            }
        }
    }

    /** The items among these whose verdict is not that of what their dataset's images are to be judged under. */
    Set<String> deviating(Connection connection, List<ImageRow> rows) throws SQLException {
        Map<String, Optional<Standard>> byDataset = new HashMap<>();
        Set<String> deviating = new HashSet<>();
        for (ImageRow row : rows) {
            if (row.assessed() == null || !row.state().isFinal()) {
                continue;
            }
            String dataset = row.upload().dataset();
            if (!byDataset.containsKey(dataset)) {
                byDataset.put(dataset, standard(connection, dataset));
            }
            Optional<Standard> standard = byDataset.get(dataset);
            if (standard.isPresent() && row.deviatesFrom(standard.get())) {
                deviating.add(row.item());
            }
        }
        return deviating;
    }

    /** A version of a dataset's spec, which is the default where the dataset was never declared. */
    public DatasetSpec spec(Connection connection, String dataset, int version) throws SQLException {
        DatasetSpec known = specs.get(new SpecName(dataset, version));
        if (known != null) {
            return known;
        }
        try (PreparedStatement query =
                connection.prepareStatement("SELECT spec FROM dataset_spec WHERE dataset = ? AND version = ?")) {
            query.setString(1, dataset);
            query.setInt(2, version);
            try (ResultSet row = query.executeQuery()) {
                if (!row.next()) {
                    return DatasetSpec.defaults().withVersion(version);
                }
                DatasetSpec spec = EventJson.mapper().readValue(row.getString(1), DatasetSpec.class);
                specs.put(new SpecName(dataset, version), spec);
                return spec;
            }
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Cannot read the spec of dataset '" + dataset + "'", e);
        }
    }
}
