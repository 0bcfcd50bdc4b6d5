package dev.doppio.servers;

import java.io.BufferedReader;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Runs one command after the other in one JVM: what a command does once its code is warm takes a
 * tenth of what its JVM's start takes. It ends with its input. Knows nothing but the product's
 * class path, and of that the command alone.
 */
final class CommandHost {
  static final String SEPARATOR = "\u001f";

  private CommandHost() {}

  /** Each line of input: the file for what the command says, then its arguments. */
  public static void main(String[] ignored) throws Exception {
    Method run = Class.forName("dev.doppio.cli.DoppioCommand").getMethod("run", String[].class);
    PrintStream answers = System.out;
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      String[] words = line.split(SEPARATOR, -1);
      answers.println(run(run, words[0], Arrays.copyOfRange(words, 1, words.length)));
      answers.flush();
    }
    System.exit(0);
  }

  private static int run(Method run, String file, String... arguments) throws IOException {
    try (PrintStream out =
        new PrintStream(new FileOutputStream(file), true, StandardCharsets.UTF_8)) {
      System.setOut(out);
      System.setErr(out);
      try {
        return (int) run.invoke(null, (Object) arguments);
      } catch (ReflectiveOperationException e) {
        e.printStackTrace(out);
        return -1;
      }
    }
  }
}
