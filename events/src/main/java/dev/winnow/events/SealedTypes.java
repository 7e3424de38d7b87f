package dev.winnow.events;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.cfg.MapperConfig;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.AnnotatedClass;
import com.fasterxml.jackson.databind.introspect.NopAnnotationIntrospector;
import com.fasterxml.jackson.databind.jsontype.NamedType;
import com.fasterxml.jackson.databind.jsontype.TypeResolverBuilder;
import com.fasterxml.jackson.databind.jsontype.impl.StdTypeResolverBuilder;
import dev.winnow.dataset.setting.TypeName;
import java.util.ArrayList;
import java.util.List;

/** Writes and reads the records of a sealed interface by their {@link TypeName}, under the key {@code type}. */
final class SealedTypes extends NopAnnotationIntrospector {
    private static final long serialVersionUID = 1;

    @Override
    public TypeResolverBuilder<?> findTypeResolver(MapperConfig<?> config, AnnotatedClass type, JavaType base) {
        return namesOf(type.getRawType()).isEmpty()
                ? null
                : new StdTypeResolverBuilder()
                        .init(JsonTypeInfo.Id.NAME, null)
                        .inclusion(JsonTypeInfo.As.PROPERTY)
                        .typeProperty("type");
    }

    @Override
    public List<NamedType> findSubtypes(Annotated type) {
        List<NamedType> names = namesOf(type.getRawType());
        return names.isEmpty() ? null : names;
    }

    private static List<NamedType> namesOf(Class<?> type) {
        List<NamedType> names = new ArrayList<>();
        if (type.isSealed() && type.isInterface()) {
            for (Class<?> permitted : type.getPermittedSubclasses()) {
                TypeName name = permitted.getAnnotation(TypeName.class);
                if (name != null) {
                    names.add(new NamedType(permitted, name.value()));
                }
            }
        }
        return names;
    }
}
