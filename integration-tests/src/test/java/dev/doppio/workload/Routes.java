package dev.doppio.workload;

import dev.doppio.workload.Tenures.Tenure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntFunction;

/**
 * What a router knows, in a file for each partition, kept by the hooks of {@code doppio
 * mastership}: the node that writes are sent to and its generation, or that they are blocked.
 */
public final class Routes {
  private static final String BLOCKED = "-";
  private final Path folder;
  private final int partitions;

  /** All partitions at one node, in its first generation. */
  public Routes(Path folder, int partitions, String first) {
    this(folder, partitions, partition -> first);
  }

  /** Each partition at its node, in the first generation. */
  public Routes(Path folder, int partitions, IntFunction<String> first) {
    this.folder = folder;
    this.partitions = partitions;
    for (int partition = 0; partition < partitions; partition++) {
      write(route(partition), first.apply(partition) + " 1");
    }
  }

  private Path route(int partition) {
    return folder.resolve("route-" + partition);
  }

  private Path held(int partition) {
    return folder.resolve("held-" + partition);
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Hook that lets writes to a partition in at a node. */
  public String admit(String node) {
    return set(node + " $DOPPIO_GENERATION");
  }

  /** Hook that blocks them, and ends when none is under way. */
  public String block() {
    String held = folder + "/held-$DOPPIO_PARTITION";
    return set(BLOCKED) + "; until [ -e " + held + " ]; do sleep 0.05; done";
  }

  private String set(String route) {
    String file = folder + "/route-$DOPPIO_PARTITION";
    return "echo " + route + " > " + file + ".new && mv " + file + ".new " + file;
  }

  /**
   * The tenures that may be written to now, and at which node. Called between two transactions: to
   * a blocked partition nothing is under way any more.
   */
  public Map<Tenure, String> open() {
    try {
      Map<Tenure, String> open = new HashMap<>();
      for (int partition = 0; partition < partitions; partition++) {
        String[] route = Files.readString(route(partition)).strip().split(" ");
        if (route[0].equals(BLOCKED)) {
          write(held(partition), "");
        } else {
          Files.deleteIfExists(held(partition));
          open.put(new Tenure(Integer.parseInt(route[1]), partition), route[0]);
        }
      }
      return open;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
