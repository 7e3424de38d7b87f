package dev.winnow.dataset.annotation;

import dev.winnow.dataset.EditDistance;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.regex.Pattern;

/**
 * Finds class names that may be one class.
 *
 * <ol>
 *   <li>Spellings of one name by rule ({@link ClassName}) are suggested first, then singular and plural, then similar names.
 *   <li>Names are similar with one letter of difference from five letters on, and with two from nine letters on.
 *   <li>Similar names are kept apart when they differ in a number, in a pair of opposites such as left and right, or in a negation.
 *   <li>So are similar names that are used often in the same images.
 *   <li>Of two names, the rarer one is proposed to become the other.
 * </ol>
 */
public final class NameSuggestions {
    /** Names beyond so many, the rarest, are not compared for similarity, which takes time by their square. */
    public static final int MOST_COMPARED = 3_000;

    private static final int ONE_LETTER_FROM = 5;
    private static final int TWO_LETTERS_FROM = 9;

    private static final Pattern NUMBER = Pattern.compile("\\p{Nd}+");
    private static final Set<String> NEGATIONS = Set.of("no", "not", "non", "without", "un", "never", "w o");
    private static final List<String> NEGATING_PREFIXES = List.of("un", "non", "no", "in", "im", "dis", "anti");
    private static final List<Set<String>> OPPOSITES = List.of(
            Set.of("left", "right"),
            Set.of("front", "back", "rear"),
            Set.of("male", "female"),
            Set.of("man", "woman"),
            Set.of("men", "women"),
            Set.of("top", "bottom"),
            Set.of("upper", "lower"),
            Set.of("inner", "outer"),
            Set.of("inside", "outside"),
            Set.of("on", "off"),
            Set.of("in", "out"),
            Set.of("with", "without"),
            Set.of("open", "closed"));

    private final BiPredicate<String, String> usedTogether;

    /** Without knowledge of the images that names are used in. */
    public NameSuggestions() {
        this((one, other) -> false);
    }

    /** @param usedTogether whether two names, as written, are used often in the same images */
    public NameSuggestions(BiPredicate<String, String> usedTogether) {
        this.usedTogether = usedTogether;
    }

    /**
     * The class that a name may stand for which the ontology does not know exactly.
     *
     * @return nothing where the name is known exactly, or like no class
     */
    public Optional<NameSuggestion> of(String name, Ontology ontology) {
        return of(name, 1, ontology, Map.of());
    }

    /**
     * As {@link #of(String, Ontology)}, with counts.
     *
     * @param counts annotations by name, as written
     */
    public Optional<NameSuggestion> of(String name, long count, Ontology ontology, Map<String, Long> counts) {
        if (ontology.named(name).isPresent()) {
            return Optional.empty();
        }
        Form form = new Form(name, count);
        NameSuggestion best = null;
        for (OntologyClass one : ontology.classes()) {
            long known = counts.getOrDefault(one.name(), 0L);
            List<String> names = new ArrayList<>(one.aliases());
            names.add(0, one.name());
            for (String other : names) {
                Optional<NameSuggestion> found = compare(form, new Form(other, known))
                        .map(s -> new NameSuggestion(name, count, one.name(), known, s.issue(), s.letters()));
                if (found.isPresent() && (best == null || NEAREST.compare(found.get(), best) < 0)) {
                    best = found.get();
                }
            }
        }
        return Optional.ofNullable(best);
    }

    /**
     * The pairs among names that may be one class, the surest first.
     *
     * @param counts annotations by name, as written
     */
    public List<NameSuggestion> among(Map<String, Long> counts) {
        List<Form> forms = new ArrayList<>();
        counts.forEach((name, count) -> forms.add(new Form(name, count)));
        forms.sort(Comparator.comparingLong((Form form) -> -form.count).thenComparing(form -> form.name));
        Map<Set<Form>, NameSuggestion> found = new LinkedHashMap<>();
        Map<String, List<Form>> byForm = new HashMap<>();
        for (Form form : forms) {
            for (String key : form.related()) {
                for (Form other : byForm.computeIfAbsent(key, none -> new ArrayList<>())) {
                    propose(form, other, found);
                }
                byForm.get(key).add(form);
            }
        }
        List<Form> compared = new ArrayList<>(forms.subList(0, Math.min(forms.size(), MOST_COMPARED)));
        compared.sort(Comparator.comparingInt(form -> form.length));
        for (int i = 0; i < compared.size(); i++) {
            for (int j = i + 1; j < compared.size() && compared.get(j).length - compared.get(i).length <= 2; j++) {
                propose(compared.get(i), compared.get(j), found);
            }
        }
        return found.values().stream()
                .sorted(NEAREST.thenComparing(NameSuggestion::name))
                .toList();
    }

    private void propose(Form one, Form other, Map<Set<Form>, NameSuggestion> found) {
        if (one != other && !found.containsKey(Set.of(one, other))) {
            boolean rarer = one.count < other.count || one.count == other.count && one.name.compareTo(other.name) > 0;
            compare(rarer ? one : other, rarer ? other : one)
                    .ifPresent(suggestion -> found.put(Set.of(one, other), suggestion));
        }
    }

    private static final Comparator<NameSuggestion> NEAREST = Comparator.comparing(NameSuggestion::issue)
            .thenComparing(NameSuggestion::letters)
            .thenComparing(NameSuggestion::proposalCount, Comparator.reverseOrder());

    private Optional<NameSuggestion> compare(Form form, Form other) {
        if (form.key.isEmpty() || other.key.isEmpty()) {
            return Optional.empty();
        }
        if (form.key.equals(other.key) || form.plain.equals(other.plain)) {
            return Optional.of(suggestion(form, other, LabelIssue.CLASS_NAME_SPELLING, 0));
        }
        if (Plurals.differ(form.key, other.key)) {
            return Optional.of(
                    suggestion(form, other, LabelIssue.CLASS_NAME_PLURAL, EditDistance.between(form.key, other.key)));
        }
        int shorter = Math.min(form.length, other.length);
        int allowed = shorter >= TWO_LETTERS_FROM ? 2 : shorter >= ONE_LETTER_FROM ? 1 : 0;
        if (Math.abs(form.length - other.length) > allowed) {
            return Optional.empty();
        }
        int letters = EditDistance.between(form.key, other.key);
        return letters > allowed || stayApart(form, other) || usedTogether.test(form.name, other.name)
                ? Optional.empty()
                : Optional.of(suggestion(form, other, LabelIssue.CLASS_NAME_SIMILAR, letters));
    }

    private static NameSuggestion suggestion(Form form, Form other, LabelIssue issue, int letters) {
        return new NameSuggestion(form.name, form.count, other.name, other.count, issue, letters);
    }

    private static boolean stayApart(Form form, Form other) {
        return !form.numbers.equals(other.numbers)
                || areOpposed(form.words, other.words)
                || isNegation(form.words, other.words)
                || isNegation(other.words, form.words);
    }

    private static boolean areOpposed(List<String> words, List<String> others) {
        for (Set<String> opposites : OPPOSITES) {
            Set<String> here = new HashSet<>(opposites);
            here.retainAll(words);
            Set<String> there = new HashSet<>(opposites);
            there.retainAll(others);
            if (!here.isEmpty() && !there.isEmpty() && !here.equals(there)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isNegation(List<String> words, List<String> others) {
        for (String word : words) {
            if (NEGATIONS.contains(word) && !others.contains(word)) {
                return true;
            }
            for (String prefix : NEGATING_PREFIXES) {
                if (word.startsWith(prefix) && others.contains(word.substring(prefix.length()))) {
                    return true;
                }
            }
        }
        return false;
    }

    /** A name with its normal forms, which are costly. */
    private static final class Form {
        private final String name;
        private final long count;
        private final String key;
        private final String plain;
        private final int length;
        private final List<String> words;
        private final List<String> numbers;

        Form(String name, long count) {
            this.name = name;
            this.count = count;
            ClassName spelling = new ClassName(name);
            key = spelling.key();
            plain = spelling.plainKey();
            length = key.codePointCount(0, key.length());
            words = Arrays.asList(key.split(" "));
            numbers =
                    NUMBER.matcher(key).results().map(result -> result.group()).toList();
        }

        /** Forms by which spellings, singulars and plurals meet. */
        Set<String> related() {
            Set<String> related = new HashSet<>(Plurals.singulars(key));
            related.add(key);
            related.add(plain);
            return related;
        }
    }
}
