package dev.doppio.applier.mysql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class GrantsTest {
  private static final List<String> READ_WRITE = List.of("SELECT", "INSERT");

  @Test
  void aPrivilegeComesFromTheServerTheDatabaseOrAPattern() {
    assertThat(missing("GRANT SELECT, INSERT ON *.* TO `u`@`%`")).isEmpty();
    assertThat(missing("GRANT ALL PRIVILEGES ON `mailbox_12`.* TO `u`@`%` WITH GRANT OPTION"))
        .isEmpty();
    assertThat(missing("GRANT SELECT, INSERT ON `mailbox\\_%`.* TO `u`@`%`")).isEmpty();
    assertThat(missing("GRANT SELECT, INSERT ON `mailboxX12`.* TO `u`@`%`")).isEqualTo(READ_WRITE);
    assertThat(missing("GRANT SELECT, INSERT ON `mailbox\\_1`.* TO `u`@`%`")).isEqualTo(READ_WRITE);
  }

  @Test
  void partsAddUpAndTablesDoNotCount() {
    assertThat(
            missing(
                "GRANT USAGE ON *.* TO `u`@`%`",
                "GRANT SELECT ON `mailbox_12`.* TO `u`@`%`",
                "GRANT INSERT ON `mailbox_12`.`t` TO `u`@`%`",
                "GRANT `writers`@`%` TO `u`@`%`"))
        .containsExactly("INSERT");
  }

  @Test
  void privilegesOfTheServerAreOnlyThoseOnAllOfIt() {
    assertThat(
            new Grants(List.of("GRANT BACKUP_ADMIN,CONNECTION_ADMIN ON *.* TO `u`@`%`"))
                .anyOnServer("CONNECTION_ADMIN", "SUPER"))
        .isTrue();
    assertThat(
            new Grants(List.of("GRANT ALL PRIVILEGES ON `mailbox_12`.* TO `u`@`%`"))
                .anyOnServer("CONNECTION_ADMIN", "SUPER"))
        .isFalse();
  }

  private static List<String> missing(String... lines) {
    return new Grants(List.of(lines)).missing("mailbox_12", READ_WRITE);
  }
}
