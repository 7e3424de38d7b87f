package dev.winnow.formats.folder;

import java.io.IOException;
import java.nio.file.Path;

/** Finds out how a folder is laid out by going through its names, before anything is read. */
public final class FolderSurvey {
    private FolderSurvey() {}

    /** @throws IOException when the folder itself cannot be read */
    public static FolderLayout of(Path root) throws IOException {
        return of(root, false);
    }

    /**
     * @param labelled whether there are files of labels somewhere in the folder
     * @throws IOException when the folder itself cannot be read
     */
    public static FolderLayout of(Path root, boolean labelled) throws IOException {
        FolderLayout.Survey survey = new FolderLayout.Survey();
        SplitLists lists = new SplitLists();
        if (labelled) {
            survey.labelled();
        }
        each(root, (file, source) -> {
            survey.see(source);
            lists.see(file, source);
        });
        FolderLayout layout = survey.layout().with(lists);
        each(root, (file, source) -> layout.count(source));
        return layout;
    }

    private interface Seen {
        /** @throws IOException when the folder cannot be read */
        void file(Path file, String source) throws IOException;
    }

    private static void each(Path root, Seen seen) throws IOException {
        FolderWalk.walk(root, new FolderWalk.Visitor() {
            @Override
            public void file(Path file, String source) throws IOException {
                seen.file(file, source);
            }

            @Override
            public void obstacle(Path path, FolderWalk.Obstacle obstacle, String sentence) {
                // the import says so
            }
        });
    }
}
