package dev.winnow.standalone.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** As much of a VT100 as progress needs: rows, wrapping on and off, one row cleared, the cursor some rows up. */
final class NarrowTerminal {
    private static final Pattern PIECE = Pattern.compile("\u001b\\[(\\??\\d+)([a-zA-Z])|\n|[^\u001b\n]");

    private final int columns;
    private final List<StringBuilder> rows = new ArrayList<>();
    private int row;
    private boolean wraps = true;

    NarrowTerminal(int columns) {
        this.columns = columns;
    }

    void take(String text) {
        Matcher pieces = PIECE.matcher(text);
        while (pieces.find()) {
            String command = pieces.group(2);
            if (command == null) {
                put(pieces.group());
            } else if (pieces.group(1).equals("?7")) {
                wraps = command.equals("h");
            } else if (command.equals("F")) {
                row -= Integer.parseInt(pieces.group(1));
            } else if (command.equals("K")) {
                at(row).setLength(0);
            }
        }
    }

    private void put(String character) {
        if (character.equals("\n")) {
            row++;
            return;
        }
        if (at(row).length() == columns && wraps) {
            row++;
        }
        if (at(row).length() < columns) {
            at(row).append(character);
        }
    }

    private StringBuilder at(int index) {
        while (rows.size() <= index) {
            rows.add(new StringBuilder());
        }
        return rows.get(index);
    }

    /** What each row shows, without the last column, which a real terminal overwrites where it cuts. */
    List<String> rows() {
        return rows.stream()
                .map(text -> text.substring(0, Math.min(text.length(), columns - 1)))
                .toList();
    }
}
