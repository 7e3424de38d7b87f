package dev.winnow.standalone.cli;

import io.quarkus.runtime.annotations.QuarkusMain;

/** The entry: hands the command line on and ends with its exit code. */
@QuarkusMain
public class WinnowMain {

    public static void main(String... args) {
        System.exit(WinnowCommand.execute(args));
    }
}
