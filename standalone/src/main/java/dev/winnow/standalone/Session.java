package dev.winnow.standalone;

import java.net.URI;

/** One run of the pipeline in this process: what is to be done and what came of it. */
public final class Session {
    private final OneMachine.Work work;
    private final StateFolder state;
    private final long begun;
    private final int port;
    private final CpuAccount cpu;
    private final Runnable serves;
    private volatile FolderImport importer;
    private volatile double startupSeconds;
    private volatile int exitCode;
    private volatile Throwable failure;

    Session(OneMachine.Work work, StateFolder state, long begun, int port, CpuAccount cpu, Runnable serves) {
        this.work = work;
        this.state = state;
        this.begun = begun;
        this.port = port;
        this.cpu = cpu;
        this.serves = serves;
    }

    /** Does the work; called once all services are up and the dashboard is served. */
    int perform(FolderImport folderImport) {
        importer = folderImport;
        serves.run();
        startupSeconds = (System.nanoTime() - begun) / 1e9;
        try {
            exitCode = work.run(this);
        } catch (Exception e) {
            failure = e;
            exitCode = Failure.WENT_WRONG;
        }
        return exitCode;
    }

    /** Where the dashboard is served. */
    public URI url() {
        return URI.create("http://localhost:" + port);
    }

    /** Takes folders in, within this process. */
    public FolderImport importer() {
        return importer;
    }

    /** From the start of this process's work to the served dashboard. */
    public double startupSeconds() {
        return startupSeconds;
    }

    /** CPU seconds so far of every process this run started. */
    public double cpuSeconds() {
        return cpu.seconds();
    }

    public java.nio.file.Path log() {
        return state.log();
    }

    void ended(int code, Throwable thrown) {
        if (thrown != null && failure == null) {
            failure = thrown;
            exitCode = Failure.WENT_WRONG;
        }
    }

    int exitCode() {
        if (failure instanceof Failure known) {
            throw known;
        }
        if (failure != null) {
            throw Failure.wentWrong(Reasons.ofRoot(failure) + " (details in " + state.log() + ")", failure);
        }
        return exitCode;
    }
}
