package dev.winnow.formats.folder;

import java.io.IOException;
import java.nio.file.Path;

/** Finds out how a folder is laid out by going through its names, before anything is read. */
public final class FolderSurvey {
    private FolderSurvey() {}

    /** @throws IOException when the folder itself cannot be read */
    public static FolderLayout of(Path root) throws IOException {
        FolderLayout.Survey survey = new FolderLayout.Survey();
        each(root, survey::see);
        FolderLayout layout = survey.layout();
        each(root, layout::count);
        return layout;
    }

    private interface Seen {
        void file(String source);
    }

    private static void each(Path root, Seen seen) throws IOException {
        FolderWalk.walk(root, new FolderWalk.Visitor() {
            @Override
            public void file(Path file, String source) {
                seen.file(source);
            }

            @Override
            public void obstacle(Path path, FolderWalk.Obstacle obstacle, String sentence) {
                // the import says so
            }
        });
    }
}
