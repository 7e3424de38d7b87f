package dev.winnow.standalone;

import io.quarkus.runtime.QuarkusApplication;

/** Does the session's work once every service is up. */
public class WinnowApplication implements QuarkusApplication {
    private final FolderImport importer;

    public WinnowApplication(FolderImport importer) {
        this.importer = importer;
    }

    @Override
    public int run(String... args) throws Exception {
        return OneMachine.current().perform(importer);
    }
}
