package dev.winnow.dataset.setting;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Names one of the records that a sealed interface permits. A spec chooses among them by the key {@code type}. */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface TypeName {
    /** The value of {@code type}. */
    String value();

    /** What this choice means. */
    String description();
}
