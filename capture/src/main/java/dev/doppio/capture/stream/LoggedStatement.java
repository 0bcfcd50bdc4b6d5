package dev.doppio.capture.stream;

import com.github.shyiko.mysql.binlog.event.EventData;
import java.util.Optional;
import java.util.Set;

/**
 * A statement as it stands in the binlog.
 *
 * @param connection that ran it
 * @param database the one it ran in; may be empty
 * @param text in the charset of the client that sent it
 * @param collation number of that charset's collation; 0 when the event does not say it
 * @param touched databases of all tables that it opened, those behind views, triggers and functions
 *     included; empty when the event does not say so, or not of all
 */
record LoggedStatement(
    long connection, String database, byte[] text, int collation, Optional<Set<String>> touched)
    implements EventData {
  private static final byte[] BEGIN = {'B', 'E', 'G', 'I', 'N'};

  /** What every transaction begins with, without a look at charsets. */
  boolean begins() {
    return java.util.Arrays.equals(text, BEGIN);
  }
}
