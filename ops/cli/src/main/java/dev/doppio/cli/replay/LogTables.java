package dev.doppio.cli.replay;

import dev.doppio.logreader.kafka.KafkaLog;
import dev.doppio.schemas.document.TableName;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Which tables a database's log has documents of. */
final class LogTables {
  private LogTables() {}

  /** Of its MySQL schemas: that of its name, or those with a number behind it. */
  static Set<TableName> of(KafkaLog kafka, String database) {
    Pattern schemas = Pattern.compile(Pattern.quote(database) + "(_\\d{1,9})?");
    return kafka.versions().stream()
        .map(published -> published.version().name())
        .filter(table -> schemas.matcher(table.database()).matches())
        .collect(Collectors.toSet());
  }
}
