package dev.doppio.local.mysql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.doppio.local.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InstallationTest {
  private static final String SERVER =
      "#!/bin/sh\necho \"$0  Ver 9.7.4 for Linux on x86_64 (MySQL Community Server - GPL)\"\n";

  @TempDir private Path folder;
  private final Workspace workspace = Workspace.open("installation-test", sentence -> {});

  @AfterEach
  void closeTheWorkspace() {
    workspace.close();
  }

  @Test
  void aFolderWithoutAServerIsRefusedWithWhatIsMissing() {
    assertThatThrownBy(() -> Installation.chosen(folder.toString(), workspace))
        .hasMessageContaining("-Dmysql must be local, container or the base folder")
        .hasMessageContaining(folder.toString());
  }

  @Test
  void aBaseFolderIsTakenAsItIs() throws IOException {
    executable(folder.resolve("bin/mysqld"), SERVER);

    Installation installation = Installation.chosen(folder.toString(), workspace);

    assertThat(installation.version()).isEqualTo("9.7.4");
    assertThat(installation.command("mysqld"))
        .containsExactly(folder.resolve("bin/mysqld").toString());
    assertThat(installation.settings()).contains("basedir=" + folder);
  }

  @Test
  void unpackedPackagesRunByTheirOwnLoader() throws IOException {
    Path usr = folder.resolve("usr");
    Path libraries = usr.resolve("lib/x86_64-linux-gnu");
    Path loader = libraries.resolve("ld-linux-x86-64.so.2");
    executable(usr.resolve("sbin/mysqld"), SERVER);
    executable(loader, "#!/bin/sh\nshift 2\nexec \"$@\"\n");

    Installation installation = Installation.chosen(folder.toString(), workspace);

    assertThat(installation.version()).isEqualTo("9.7.4");
    assertThat(installation.command("mysqld"))
        .isEqualTo(
            List.of(
                loader.toString(),
                "--library-path",
                libraries.toString(),
                usr.resolve("sbin/mysqld").toString()));
    assertThat(installation.settings())
        .contains("plugin_dir=" + usr.resolve("lib/mysql/plugin"), "secure_file_priv=NULL");
  }

  private static void executable(Path file, String script) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, script);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }
}
