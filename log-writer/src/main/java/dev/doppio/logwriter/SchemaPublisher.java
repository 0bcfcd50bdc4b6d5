package dev.doppio.logwriter;

import dev.doppio.schemas.change.LogSchemas;
import dev.doppio.schemas.document.TableVersion;
import java.util.HashSet;
import java.util.Set;

/**
 * Publishes each schema before the first record that needs it. Forgets with its session what it
 * published: publishing twice does no harm, once too few would.
 */
final class SchemaPublisher {
  private final WritableLog.Session session;
  private final Set<TableVersion> published = new HashSet<>();

  SchemaPublisher(WritableLog.Session session) {
    this.session = session;
  }

  /** The envelope's and the control records' schemas. */
  void publishFixed() {
    LogSchemas.all().forEach(session::publish);
  }

  /** Returns when readers can find the version. */
  void publish(TableVersion table) {
    if (!published.contains(table)) {
      session.publish(table.avro());
      published.add(table);
    }
  }
}
