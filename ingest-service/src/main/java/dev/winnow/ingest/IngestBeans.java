package dev.winnow.ingest;

import dev.winnow.imaging.PictureCache;
import dev.winnow.imaging.PictureDecoder;
import dev.winnow.imaging.Pictures;
import dev.winnow.imaging.Vetting;
import io.quarkus.arc.DefaultBean;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;

/** What the service uses when it runs alone; an assembly of several services brings its own. */
@Dependent
class IngestBeans {

    /** Alone, nobody in this process looks at the picture again: none is kept. */
    @Produces
    @DefaultBean
    @Singleton
    Pictures pictures(Vetting vetting) {
        return new Pictures(vetting, new PictureDecoder(), new PictureCache(0));
    }

    @Produces
    @DefaultBean
    @Singleton
    Clock clock() {
        return Clock.systemUTC();
    }
}
