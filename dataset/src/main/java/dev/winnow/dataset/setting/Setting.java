package dev.winnow.dataset.setting;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A component of a record is a setting that people write. {@link Settings} checks its bounds; the schema of specs shows them beside the
 * description.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Setting {
    /** What it decides, with its unit. */
    String value();

    /** The least of a number, or the fewest entries of a list. */
    double min() default Double.NEGATIVE_INFINITY;

    /** The greatest of a number, the most characters of a text, or the most entries of a list. */
    double max() default Double.POSITIVE_INFINITY;

    /** Whether {@link #min} itself is too small. */
    boolean above() default false;

    /** Whether a choice is also understood in other cases. */
    boolean anyCase() default false;

    /** Whether the key has to be written. */
    boolean required() default false;

    /** A regular expression that a text matches as a whole, in the syntax that Java and ECMAScript share; none where it is empty. */
    String pattern() default "";

    /**
     * Settings of one record with one group, which is not empty, go together: whoever gives one gives all, and the defaults of the others
     * are gone.
     */
    String group() default "";

    /** Values to show, each as JSON. */
    String[] examples() default {};
}
