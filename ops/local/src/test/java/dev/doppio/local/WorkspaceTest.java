package dev.doppio.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WorkspaceTest {
  private final List<String> said = new ArrayList<>();

  @Test
  void closingRemovesTheFolderAndTheProcesses() throws IOException {
    Path folder;
    Child child;
    try (Workspace workspace = Workspace.open("test", said::add)) {
      folder = workspace.folder("deep", "down");
      Files.writeString(folder.resolve("file"), "content");
      Path log = folder.resolve("log");
      child = workspace.children().start("sleep", List.of("sleep", "1000"), Map.of(), log);
    }
    assertThat(folder.getParent().getParent()).doesNotExist();
    assertThat(child.isAlive()).isFalse();
  }

  @Test
  void theFolderOfADeadOwnerIsRemovedByTheNext() throws IOException {
    Path dead = Files.createDirectory(Workspace.root().resolve("dead-" + System.nanoTime()));
    Files.writeString(dead.resolve("data"), "content");

    Workspace.open("test", said::add).close();

    assertThat(dead).doesNotExist();
    assertThat(said).anyMatch(sentence -> sentence.contains(dead.toString()));
  }

  @Test
  void theFolderOfALivingOwnerStays() {
    try (Workspace first = Workspace.open("first", said::add);
        Workspace second = Workspace.open("second", said::add);
        Workspace third = Workspace.open("third", said::add)) {
      assertThat(List.of(first.folder(), second.folder(), third.folder()))
          .allMatch(Files::isDirectory);
    }
  }

  @Test
  void aChildThatEndsByItselfIsNoticed() {
    try (Workspace workspace = Workspace.open("test", said::add)) {
      Path log = workspace.folder().resolve("log");
      Child child = workspace.children().start("true", List.of("true"), Map.of(), log);
      await().atMost(Duration.ofSeconds(20)).until(() -> child.exitCode().isPresent());
      assertThat(child.exitCode()).hasValue(0);
    }
  }
}
