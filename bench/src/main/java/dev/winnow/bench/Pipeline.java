package dev.winnow.bench;

import java.io.IOException;
import java.nio.file.Path;

/** What {@link PipelineBench} drives: one running pipeline that takes folders in, one after the other. */
public interface Pipeline {

    /**
     * Takes a folder into a dataset that does not exist yet; returns when the last image is through and everything about it is
     * written.
     */
    Run run(Path folder, String dataset) throws IOException, InterruptedException;

    /** CPU seconds so far of every process of the pipeline, this one included. */
    double cpuSeconds();

    /** From the start of the process' work to being ready. */
    double startupSeconds();

    /**
     * What came of one folder.
     *
     * @param images taken in
     * @param accepted of these
     * @param prepared pictures written, one for each accepted image
     * @param augmented copies written
     * @param seconds from the first upload to the end of the last image
     */
    record Run(long images, long accepted, long prepared, long augmented, double seconds) {}
}
