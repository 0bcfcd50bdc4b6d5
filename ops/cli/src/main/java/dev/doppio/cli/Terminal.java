package dev.doppio.cli;

import java.io.Console;
import java.io.PrintWriter;
import java.util.function.Consumer;

/** Where a command's words go. */
final class Terminal {
  private static final String HOME_AND_CLEAR = "\u001b[H\u001b[2J";

  private Terminal() {}

  /** From Java 22 on there is a console into a pipe too, and a method that tells which it is. */
  static boolean isTerminal() {
    Console console = System.console();
    if (console == null || "dumb".equals(System.getenv("TERM"))) {
      return false;
    }
    try {
      return (boolean) Console.class.getMethod("isTerminal").invoke(console);
    } catch (NoSuchMethodException before22) {
      return true;
    } catch (ReflectiveOperationException e) {
      return false;
    }
  }

  /** Lines of which each takes the place of the one before, where there is a screen. */
  static Consumer<String> lines(PrintWriter out) {
    boolean replaces = isTerminal();
    return line -> {
      out.print(replaces ? "\r\u001b[K" + line : line + System.lineSeparator());
      out.flush();
    };
  }

  /** The next line is the first of the screen. */
  static void clear(PrintWriter out) {
    out.print(HOME_AND_CLEAR);
  }
}
