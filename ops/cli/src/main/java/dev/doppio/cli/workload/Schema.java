package dev.doppio.cli.workload;

import java.util.List;

/** The tables that the workload writes: common column types, and keys led by the member. */
final class Schema {
  private final String database;

  Schema(String database) {
    this.database = "`" + database.replace("`", "``") + "`";
  }

  List<String> statements() {
    return List.of(
        "CREATE DATABASE " + database + " CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_ai_ci",
        "CREATE TABLE "
            + member()
            + " (member_id VARCHAR(40) COLLATE utf8mb4_bin NOT NULL PRIMARY KEY,"
            + " name VARCHAR(100) NOT NULL, profile JSON NULL, balance DECIMAL(20,4) NOT NULL,"
            + " score DOUBLE NOT NULL, born DATE NULL, seen TIMESTAMP(6) NULL,"
            + " visits BIGINT UNSIGNED NOT NULL, round INT UNSIGNED NOT NULL DEFAULT 0)",
        "CREATE TABLE "
            + message()
            + " (member_id VARCHAR(40) COLLATE utf8mb4_bin NOT NULL,"
            + " message_id BIGINT UNSIGNED NOT NULL, subject VARCHAR(200) NOT NULL,"
            + " state ENUM('unread','read','archived') NOT NULL, body MEDIUMTEXT NOT NULL,"
            + " digest VARBINARY(64) NULL, sent_at DATETIME(3) NOT NULL, edits SMALLINT NOT NULL,"
            + " PRIMARY KEY (member_id, message_id))");
  }

  String member() {
    return database + ".`member`";
  }

  String message() {
    return database + ".`message`";
  }
}
