package dev.winnow.augment;

import dev.winnow.imaging.PictureCache;
import dev.winnow.imaging.PictureDecoder;
import dev.winnow.imaging.Pictures;
import dev.winnow.imaging.Preparer;
import io.quarkus.arc.DefaultBean;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;

/** What the service uses when it runs alone; an assembly of several services brings its own. */
@Dependent
class AugmentBeans {

    /** Alone, nobody in this process decoded the picture before: none is kept. */
    @Produces
    @DefaultBean
    @Singleton
    Pictures pictures() {
        return new Pictures(new PictureDecoder(), new PictureCache(0));
    }

    @Produces
    @DefaultBean
    @Singleton
    Preparer preparer() {
        return new Preparer();
    }

    @Produces
    @DefaultBean
    @Singleton
    Clock clock() {
        return Clock.systemUTC();
    }
}
