package dev.doppio.local;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A JVM that starts children in a workspace, says so, and waits to be killed. */
final class ParentToBeKilled {
  private ParentToBeKilled() {}

  public static void main(String[] args) throws InterruptedException, IOException {
    Workspace workspace = Workspace.open("killed", System.err::println);
    Path log = workspace.folder("logs").resolve("sleepers.log");
    // A child, a grandchild in its group, and one that has left the group.
    String script = "sleep 1000 & setsid sleep 1000 & wait";
    workspace.children().start("sleepers", List.of("/bin/sh", "-c", script), Map.of(), log);
    workspace.children().supervise(new ProcessBuilder("sleep", "1000")).start();
    System.out.println(workspace);
    Thread.currentThread().join();
  }
}
