package dev.winnow.gateway.projection;

import dev.winnow.dataset.Assignment;
import dev.winnow.dataset.ColorMode;
import dev.winnow.dataset.ContentHash;
import dev.winnow.dataset.Dihedral;
import dev.winnow.dataset.Duplication;
import dev.winnow.dataset.Fingerprints;
import dev.winnow.dataset.ImageFormat;
import dev.winnow.dataset.ImageMetadata;
import dev.winnow.dataset.Issue;
import dev.winnow.dataset.Measure;
import dev.winnow.dataset.PreparedPicture;
import dev.winnow.dataset.QualityScores;
import dev.winnow.dataset.QualityVerdict;
import dev.winnow.dataset.Rejection;
import dev.winnow.dataset.Revision;
import dev.winnow.dataset.Split;
import dev.winnow.dataset.Standing;
import dev.winnow.dataset.spec.Action;
import dev.winnow.dataset.spec.DatasetSpec;
import dev.winnow.dataset.spec.Quality;
import dev.winnow.dataset.spec.Rule;
import dev.winnow.events.ClustersRevised;
import dev.winnow.events.DatasetDeclared;
import dev.winnow.events.Event;
import dev.winnow.events.EventSerializer;
import dev.winnow.events.ImageAssessed;
import dev.winnow.events.ImageAssigned;
import dev.winnow.events.ImageDeduplicated;
import dev.winnow.events.ImageIngested;
import dev.winnow.events.ImageMoved;
import dev.winnow.events.ImagePrepared;
import dev.winnow.events.ImageRejected;
import dev.winnow.events.ImageRejudged;
import dev.winnow.events.ImageRemoved;
import dev.winnow.events.ImageReprepared;
import dev.winnow.events.ImageUploaded;
import dev.winnow.events.ImageWithdrawn;
import dev.winnow.events.PairJudged;
import dev.winnow.events.SplitsFrozen;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * Topics as a pipeline would write them, drawn from a seed, with what they come to: images that pass, are rejected, set aside,
 * uploaded again with other content; clusters that form, join and fall apart; units that move to another split, out of the dataset
 * and in again; images that are removed; events sent twice. Images have several labels and came from folders named after splits.
 */
public final class DrawnTopics {
    private static final int PARTITIONS = 3;
    private static final Instant BEGIN = Instant.parse("2026-03-01T12:00:00Z");

    private final Random random;
    /** Draws what was added later, so that seeds draw the same story as before. */
    private final Random traits;

    private final String dataset;
    private final boolean eventful;
    private final boolean judgedAgain;
    private final Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> partitions = new LinkedHashMap<>();
    private final Map<String, Member> members = new TreeMap<>();
    private final Map<String, String> representatives = new HashMap<>();
    private final Set<String> said = new HashSet<>();
    private long position;
    private long micros;
    private int names;

    /** What an item comes to. */
    public static final class Member {
        public ImageState state;
        public String cluster;
        public String split;
        public boolean flagged;
        public final String source;
        ImageUploaded upload;
        /** Where its upload stands in the dataset's order, or null where it was not compared or is out again. */
        Long arrived;

        Member(String source) {
            this.source = source;
        }
    }

    /** @param eventful whether clusters form and units move */
    public DrawnTopics(String dataset, long seed, int uploads, boolean eventful) {
        this(dataset, seed, 0, uploads, eventful);
    }

    /** @param begin the number in the first image's name */
    public DrawnTopics(String dataset, long seed, int begin, int uploads, boolean eventful) {
        this(dataset, seed, begin, uploads, eventful, false);
    }

    /** Eventful, and images are judged again: other issues, taken out, taken in again, moved out and in, removed; people say what are copies. */
    public static DrawnTopics judgedAgain(String dataset, long seed, int uploads) {
        return judgedAgain(dataset, seed, 0, uploads);
    }

    /** Fixed bounds but for one fence, so that an image's verdict is known without the others. */
    private static final Quality RULES = rules();

    private static Quality rules() {
        Map<Issue.Kind, Rule> rules =
                new EnumMap<>(Quality.of(Quality.Preset.CLEANVISION).rules());
        rules.put(Issue.Kind.UNIFORM, new Rule(Measure.GRAY_RANGE, 4.0, null, Action.FLAG));
        rules.put(Issue.Kind.LOW_CONTRAST, new Rule(Measure.CONTRAST, 0.05, null, Action.FLAG));
        rules.put(Issue.Kind.CLIPPED_SHADOWS, new Rule(Measure.CLIPPED_SHADOWS, null, 0.5, Action.FLAG));
        rules.put(Issue.Kind.CLIPPED_HIGHLIGHTS, new Rule(Measure.CLIPPED_HIGHLIGHTS, null, 0.5, Action.FLAG));
        rules.put(Issue.Kind.NOISY, new Rule(Measure.NOISE_SIGMA, null, 20.0, Action.FLAG));
        rules.put(Issue.Kind.DEFECTIVE_PIXELS, new Rule(Measure.HOT_PIXELS, null, 0.001, Action.FLAG));
        rules.put(Issue.Kind.BLOCKY, new Rule(Measure.BLOCKINESS, null, 2.0, Action.FLAG));
        rules.put(Issue.Kind.BORDERS, new Rule(Measure.BORDER, null, 0.2, Action.FLAG));
        rules.put(Issue.Kind.UNSHARP, new Rule(Measure.LAPLACIAN_VARIANCE, 60.0, null, Action.FLAG));
        return new Quality(rules);
    }

    private static DatasetSpec spec() {
        DatasetSpec d = DatasetSpec.defaults();
        return new DatasetSpec(
                1, d.limits(), d.metadata(), RULES, d.duplicates(), d.split(), d.preprocessing(), d.augmentation());
    }

    /** @param begin the number in the first image's name */
    static DrawnTopics judgedAgain(String dataset, long seed, int begin, int uploads) {
        return new DrawnTopics(dataset, seed, begin, uploads, true, true);
    }

    private DrawnTopics(String dataset, long seed, int begin, int uploads, boolean eventful, boolean judgedAgain) {
        this.dataset = dataset;
        this.judgedAgain = judgedAgain;
        this.random = new Random(seed);
        this.traits = new Random(~seed);
        this.position = 20L * begin;
        this.micros = 20_000L * begin;
        this.names = begin;
        this.eventful = eventful;
        DatasetSpec first = spec();
        send(new DatasetDeclared(dataset, List.of(first), "anna", BEGIN));
        send(new DatasetDeclared(dataset, List.of(first, first.withVersion(2)), "anna", BEGIN.plusSeconds(1)));
        for (int i = 0; i < uploads; i++) {
            boolean again = eventful && !members.isEmpty() && random.nextInt(8) == 0;
            upload(again ? anyMember().getValue().source : "class" + random.nextInt(4) + "/" + (begin + i) + ".jpg");
        }
    }

    Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> partitions() {
        return partitions;
    }

    /** By item id. */
    public Map<String, Member> members() {
        return members;
    }

    /** All records, in an order in which a pipeline could have written them. */
    public List<ConsumerRecord<byte[], byte[]>> inOrder() {
        List<ConsumerRecord<byte[], byte[]>> all = new ArrayList<>();
        partitions.values().forEach(all::addAll);
        all.sort(java.util.Comparator.comparingLong(ConsumerRecord::timestamp));
        return all;
    }

    private void upload(String source) {
        byte[] bytes = new byte[8];
        random.nextBytes(bytes);
        int length = 1_000 + random.nextInt(100_000);
        List<String> labels = random.nextInt(10) == 0 ? List.of() : labels(source);
        ImageUploaded uploaded = new ImageUploaded(
                dataset,
                source,
                ContentHash.of(bytes),
                length,
                null,
                null,
                judgedAgain && traits.nextBoolean() ? Split.values()[traits.nextInt(3)] : null,
                Map.of("camera", "drawn"),
                1 + random.nextInt(2),
                now(),
                labels);
        Member member = members.computeIfAbsent(uploaded.key(), id -> new Member(source));
        member.cluster = null; // an upload replaces what was there, in every respect
        member.split = null;
        member.flagged = false;
        member.upload = uploaded;
        member.arrived = null;
        send(uploaded);
        int fate = random.nextInt(20);
        if (fate == 0) {
            reject(member, uploaded, Rejection.Reason.TRUNCATED);
            return;
        }
        if (fate == 1) {
            reject(member, uploaded, Rejection.Reason.DECODER_CRASH);
            return;
        }
        ImageIngested ingested = new ImageIngested(
                uploaded,
                new ImageMetadata(
                        ImageFormat.JPEG,
                        64 + random.nextInt(2_000),
                        64 + random.nextInt(2_000),
                        ColorMode.RGB,
                        3,
                        8,
                        1,
                        1,
                        null,
                        false,
                        null,
                        null),
                random.nextInt(10) == 0 ? List.of(new Issue(Issue.Kind.BAD_EXIF, "drawn so")) : List.of(),
                now());
        send(ingested);
        if (fate == 2) {
            member.state = ImageState.IN_FLIGHT;
            return;
        }
        QualityScores scores = scores();
        QualityVerdict verdict = RULES.judge(scores, Map.of());
        ImageAssessed assessed = new ImageAssessed(
                ingested,
                scores,
                new Fingerprints(random.nextLong(), random.nextLong(), random.nextLong(), true),
                verdict.issues(),
                now());
        send(assessed);
        if (!pass(member, assessed, fate)) {
            return;
        }
        if (judgedAgain && random.nextInt(4) == 0) {
            judgeAgain(member, assessed);
            moveAndRemove(member);
        } else if (judgedAgain && random.nextInt(3) == 0) {
            moveAndRemove(member);
            decide();
        } else if (judgedAgain && random.nextInt(8) == 0) {
            takeOut(member, assessed);
        }
    }

    /** The folder's name; a quarter of the images show something else besides, some of it said twice. */
    private List<String> labels(String source) {
        List<String> labels = new ArrayList<>(List.of(source.substring(0, source.indexOf('/'))));
        for (int i = traits.nextInt(4) == 0 ? 1 + traits.nextInt(2) : 0; i > 0; i--) {
            labels.add("class" + traits.nextInt(6));
        }
        return labels;
    }

    /** Mostly such that no rule of {@link #RULES} is broken. */
    private QualityScores scores() {
        Map<Measure, Double> scores = new EnumMap<>(Measure.class);
        for (Measure measure : Measure.values()) {
            scores.put(measure, measure.min() + random.nextDouble() * Math.min(500, measure.max() - measure.min()));
        }
        RULES.rules().values().forEach(rule -> {
            if (rule.fence() == null && random.nextInt(30) > 0) {
                scores.put(
                        rule.measure(),
                        rule.below() == null
                                ? rule.above() * random.nextDouble()
                                : rule.below() + (rule.measure().max() - rule.below()) * random.nextDouble());
            }
        });
        scores.replaceAll((measure, value) ->
                new BigDecimal(value).round(new MathContext(6)).doubleValue()); // as raw values are written
        return new QualityScores(scores);
    }

    /** Other issues under a later spec or fence, some of them said twice or too late. */
    private void judgeAgain(Member member, ImageAssessed assessed) {
        int uploadedUnder = assessed.upload().specVersion();
        int[] latest = {uploadedUnder, 0};
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            ImageRejudged rejudged = new ImageRejudged(
                    assessed.upload(),
                    1 + random.nextInt(2),
                    random.nextInt(3),
                    random.nextBoolean() ? List.of() : List.of(new Issue(Issue.Kind.ODD_SIZE, "drawn so")),
                    now());
            if (!said.add(rejudged.id())) {
                continue; // what is said twice is said with the same words
            }
            send(rejudged);
            if (rejudged.specVersion() > latest[0]
                    || (rejudged.specVersion() == latest[0] && rejudged.fenceVersion() > latest[1])) {
                latest = new int[] {rejudged.specVersion(), rejudged.fenceVersion()};
                member.flagged = !assessed.image().issues().isEmpty()
                        || !rejudged.issues().isEmpty();
            }
        }
    }

    /** Moves an accepted image, perhaps out of the dataset and in again, and perhaps it leaves for good. */
    private void moveAndRemove(Member member) {
        boolean flagged = member.flagged;
        for (int i = random.nextInt(4); i > 0; i--) {
            boolean out = random.nextInt(3) == 0;
            Rejection outside = out
                    ? new Rejection(
                            random.nextBoolean() ? Rejection.Reason.DUPLICATE : Rejection.Reason.LEAK_BRIDGE,
                            "drawn so")
                    : null;
            Split to = out ? null : Split.values()[random.nextInt(3)];
            ImageMoved moved = new ImageMoved(
                    member.upload,
                    member.split == null ? null : Split.ofFolder(member.split).orElseThrow(),
                    to,
                    outside,
                    "unit-" + random.nextInt(9),
                    null,
                    random.nextBoolean() ? null : random.nextInt(5),
                    Assignment.MoveReason.STANDING,
                    null,
                    position++,
                    now());
            send(moved);
            member.split = out ? null : to.key();
            member.flagged = flagged && !out;
            member.state = !out
                    ? ImageState.ACCEPTED
                    : outside.reason().quarantines() ? ImageState.QUARANTINED : ImageState.REJECTED;
            if (!out && random.nextBoolean()) {
                send(new ImageReprepared(
                        moved,
                        List.of(new PreparedPicture(0, ContentHash.of(new byte[] {3}), 800, 224, 224, "letterbox")),
                        now()));
            }
        }
        if (random.nextInt(4) == 0) {
            ImageUploaded upload = member.upload;
            ImageWithdrawn withdrawn = new ImageWithdrawn(
                    dataset,
                    upload.source(),
                    upload.at(),
                    upload.specVersion(),
                    ImageWithdrawn.Cause.REMOVED,
                    "drawn so",
                    "anna",
                    now());
            send(withdrawn);
            send(new ImageRemoved(withdrawn, position++, now()));
            member.state = ImageState.REMOVED;
            member.split = null;
            member.cluster = null;
            member.flagged = false;
        }
    }

    /** A person's word on two images, by which a third gets another cluster and standing; or a release. */
    private void decide() {
        Map.Entry<String, Member> one = anyMember();
        Map.Entry<String, Member> other = anyMember();
        if (one.getKey().compareTo(other.getKey()) < 0) {
            PairJudged judged = new PairJudged(
                    dataset,
                    one.getKey(),
                    other.getKey(),
                    one.getValue().upload.content(),
                    other.getValue().upload.content(),
                    PairJudged.Word.values()[random.nextInt(3)],
                    null,
                    now());
            send(judged);
            Map.Entry<String, Member> third = anyMember();
            List<Duplication.Part> parts = new ArrayList<>();
            if (placed(third.getValue())) {
                String name = random.nextBoolean() ? null : "cluster-" + names++;
                parts.add(new Duplication.Part(name, third.getKey(), List.of(third.getKey())));
                third.getValue().cluster = name;
            }
            send(ClustersRevised.of(
                    judged,
                    new Revision(
                            List.of(),
                            parts,
                            List.of(),
                            List.of(new Duplication.Standed(third.getKey(), Standing.values()[random.nextInt(3)])),
                            position++),
                    now()));
        } else if (random.nextInt(4) == 0) {
            send(new SplitsFrozen(dataset, "v" + random.nextInt(3), "anna", now()));
        }
    }

    /** Out by a later spec, and now and then in again by one later still. */
    private void takeOut(Member member, ImageAssessed assessed) {
        ImageAssessed out = under(assessed, 3);
        send(new ImageRejected(
                out.upload(), new Rejection(Rejection.Reason.LOW_QUALITY, "BLURRY: drawn so"), out, now()));
        member.state = ImageState.REJECTED;
        member.arrived = null;
        member.cluster = null;
        member.split = null;
        member.flagged = false;
        if (random.nextBoolean()) {
            ImageAssessed in = under(assessed, 4);
            send(in);
            pass(member, in, 19);
        }
    }

    private ImageAssessed under(ImageAssessed assessed, int specVersion) {
        ImageIngested ingested = assessed.image();
        return new ImageAssessed(
                new ImageIngested(
                        ingested.upload().withSpecVersion(specVersion),
                        ingested.metadata(),
                        ingested.issues(),
                        ingested.at()),
                assessed.scores(),
                assessed.fingerprints(),
                assessed.issues(),
                now());
    }

    /** The way from its assessment on. @return whether the image came to its end */
    private boolean pass(Member member, ImageAssessed assessed, int fate) {
        ImageUploaded uploaded = assessed.upload();
        ImageDeduplicated deduplicated = new ImageDeduplicated(
                assessed, duplication(uploaded.key(), member).at(position++), now());
        send(deduplicated);
        member.arrived = deduplicated.duplication().position();
        if (fate == 3) {
            member.state = ImageState.IN_FLIGHT;
            return false;
        }
        Assignment assignment = assignment(uploaded.key(), member);
        ImageAssigned assigned = new ImageAssigned(deduplicated, assignment, now());
        send(assigned);
        if (fate == 4) {
            member.cluster =
                    null; // a rejected image belongs to no cluster and no split, whatever it did to others before
            member.split = null;
            reject(member, uploaded, Rejection.Reason.BLOB_CORRUPT);
            return false;
        }
        ImagePrepared prepared = new ImagePrepared(
                assigned,
                List.of(
                        new PreparedPicture(0, ContentHash.of(new byte[] {1}), 900, 224, 224, "letterbox"),
                        new PreparedPicture(1, ContentHash.of(new byte[] {2}), 950, 224, 224, "flip")),
                now());
        send(prepared);
        if (random.nextInt(5) == 0) {
            send(new ImagePrepared(assigned, prepared.pictures(), now())); // sent twice: the first counts
        }
        member.state = ImageState.ACCEPTED;
        member.flagged =
                !assessed.image().issues().isEmpty() || !assessed.issues().isEmpty();
        return true;
    }

    private void reject(Member member, ImageUploaded uploaded, Rejection.Reason reason) {
        member.arrived = null;
        send(new ImageRejected(uploaded, new Rejection(reason, "drawn so"), now()));
        member.state = reason.quarantines() ? ImageState.QUARANTINED : ImageState.REJECTED;
    }

    private Duplication duplication(String item, Member member) {
        if (!eventful || random.nextInt(3) > 0) {
            return new Duplication(null, null, item, List.of(), List.of(), List.of());
        }
        String name = "cluster-" + names++;
        List<String> relabelled = new ArrayList<>();
        List<Duplication.Part> parts = new ArrayList<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            Map.Entry<String, Member> other = anyMember();
            if (placed(other.getValue()) && !other.getKey().equals(item) && !relabelled.contains(other.getKey())) {
                relabelled.add(other.getKey());
                other.getValue().cluster = name;
            }
        }
        Map.Entry<String, Member> left = anyMember();
        if (random.nextInt(3) == 0
                && placed(left.getValue())
                && !left.getKey().equals(item)
                && !relabelled.contains(left.getKey())) {
            parts.add(new Duplication.Part(null, left.getKey(), List.of(left.getKey())));
            left.getValue().cluster = null;
        }
        member.cluster = name;
        representatives.put(name, item);
        List<Duplication.Match> matches = relabelled.stream()
                .map(other -> turned(other, random.nextInt(13)))
                .toList();
        String first = relabelled.isEmpty() ? null : relabelled.get(0);
        int exactly = traits.nextInt(6); // by its bytes, by its pixels, or not
        return new Duplication(
                exactly == 0 ? first : null,
                name,
                item,
                matches,
                relabelled,
                List.of(),
                parts,
                exactly == 1 ? first : null,
                Standing.KEPT,
                null,
                List.of(),
                null);
    }

    /** By a quarter, or a little. */
    private static Duplication.Match turned(String other, int distance) {
        return other.hashCode() % 2 == 0
                ? new Duplication.Match(other, distance, 0.75, null, Dihedral.ROTATE_90, false, null)
                : new Duplication.Match(other, distance, 0.75, null, null, false, -28);
    }

    private Assignment assignment(String item, Member member) {
        Split split = Split.values()[random.nextInt(3)];
        member.split = split.key();
        List<Assignment.Move> moves = new ArrayList<>();
        Map.Entry<String, Member> other = eventful && random.nextInt(4) == 0 ? anyMember() : null;
        if (other != null && other.getValue().split != null && !other.getKey().equals(item)) {
            Split from = Split.ofFolder(other.getValue().split).orElseThrow();
            moves.add(new Assignment.Move(other.getKey(), from, split));
            other.getValue().split = split.key();
            if (judgedAgain && random.nextBoolean()) { // as producers of now do, beside the assignment
                send(new ImageMoved(
                        other.getValue().upload,
                        from,
                        split,
                        null,
                        item,
                        null,
                        null,
                        Assignment.MoveReason.JOINED,
                        item,
                        position - 1,
                        now()));
            }
        }
        return new Assignment(split, item, null, null, Assignment.Reason.BALANCE, moves);
    }

    /** Whether the item's current upload has come as far as to have a place among clusters. */
    private static boolean placed(Member member) {
        return member.split != null;
    }

    private Map.Entry<String, Member> anyMember() {
        List<Map.Entry<String, Member>> all = List.copyOf(members.entrySet());
        return all.get(random.nextInt(all.size()));
    }

    private Instant now() {
        micros += 1 + random.nextInt(1_000);
        return BEGIN.plusNanos(micros * 1_000);
    }

    private void send(Event event) {
        int partition =
                event instanceof DatasetDeclared ? 0 : Math.floorMod(event.key().hashCode(), PARTITIONS);
        TopicPartition place = new TopicPartition(event.topic().topicName(), partition);
        List<ConsumerRecord<byte[], byte[]>> records = partitions.computeIfAbsent(place, p -> new ArrayList<>());
        var headers = new org.apache.kafka.common.header.internals.RecordHeaders();
        byte[] value = new EventSerializer().serialize(place.topic(), headers, event);
        records.add(new ConsumerRecord<>(
                place.topic(),
                place.partition(),
                records.size(),
                event.at().toEpochMilli(),
                org.apache.kafka.common.record.TimestampType.CREATE_TIME,
                0,
                0,
                event.key().getBytes(StandardCharsets.UTF_8),
                value,
                headers,
                java.util.Optional.empty()));
    }
}
