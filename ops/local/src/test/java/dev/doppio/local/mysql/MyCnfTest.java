package dev.doppio.local.mysql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class MyCnfTest {
  @Test
  void aStorageNodeIsAsDoppioWantsIt() {
    assertThat(MyCnf.settings(MySqlSpec.storageNode("node1", 7)))
        .contains(
            "server_id=7",
            "gtid_mode=ON",
            "binlog_format=ROW",
            "binlog_row_image=FULL",
            "binlog_row_metadata=FULL",
            "sync_binlog=1",
            "innodb_flush_log_at_trx_commit=1");
  }

  @Test
  void whatATestAsksForComesLastAndSoWins() {
    List<String> lines =
        MyCnf.settings(MySqlSpec.storageNode("node1", 7).with("sync_binlog=0").with("port=1"));
    assertThat(lines.subList(lines.size() - 2, lines.size()))
        .containsExactly("sync_binlog=0", "port=1");
    assertThat(lines.indexOf("sync_binlog=1")).isBetween(0, lines.size() - 3);
  }

  @Test
  void noSettingIsOneThatMySql84Removed() {
    assertThat(MyCnf.settings(MySqlSpec.storageNode("node1", 7)))
        .extracting(line -> line.split("=")[0].replace('-', '_'))
        .doesNotContain(
            "default_authentication_plugin",
            "expire_logs_days",
            "log_slave_updates",
            "master_info_repository",
            "relay_log_info_repository",
            "slave_rows_search_algorithms",
            "skip_host_cache",
            "skip_ssl",
            "ssl",
            "transaction_write_set_extraction",
            "binlog_transaction_dependency_tracking");
  }

  @Test
  void theSocketsNameIsShortHoweverDeepTheFolder() {
    Path deep = Path.of("/tmp", "x".repeat(200), "data");
    assertThat(MyCnf.placement(deep, deep, 15_001))
        .contains("socket=mysql.sock", "datadir=" + deep);
  }

  @Test
  void aServerNeedsAProperNameAndAServerId() {
    assertThatThrownBy(() -> MySqlSpec.storageNode("node 1", 1)).hasMessageContaining("node 1");
    assertThatThrownBy(() -> MySqlSpec.storageNode("node1", 0)).hasMessageContaining("server_id");
  }
}
