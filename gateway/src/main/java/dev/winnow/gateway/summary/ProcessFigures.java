package dev.winnow.gateway.summary;

import java.util.OptionalDouble;

/** What only the process that runs every service can know. A bean of it completes the summaries. */
public interface ProcessFigures {

    /** From the start of the process to its readiness. */
    OptionalDouble startupSeconds();

    /** Processor time of this process and those it started, divided by the images it has finished. */
    OptionalDouble cpuSecondsPerImage();
}
