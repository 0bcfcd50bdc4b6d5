package dev.doppio.local.mysql;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DistributionTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "bin/mysqld",
        "bin/mysqlbinlog",
        "bin/mysql",
        "lib/private/libssl.so.1.1",
        "lib/private/sasl2/libscram.so",
        "lib/plugin/semisync_source.so",
        "share/english/errmsg.sys",
        "LICENSE"
      })
  void whatAServerNeedsIsUnpacked(String entry) {
    assertThat(Distribution.isWanted(entry)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "bin/mysqld-debug",
        "bin/myisamchk",
        "lib/plugin/debug/semisync_source.so",
        "lib/plugin/test_services.so",
        "lib/libmysqlclient.a",
        "lib/mecab/dic/ipadic_utf-8/sys.dic",
        "include/mysql.h",
        "../bin/mysqld"
      })
  void theRestIsNot(String entry) {
    assertThat(Distribution.isWanted(entry)).isFalse();
  }
}
