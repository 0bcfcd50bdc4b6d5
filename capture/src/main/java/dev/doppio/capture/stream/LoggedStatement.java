package dev.doppio.capture.stream;

import com.github.shyiko.mysql.binlog.event.EventData;
import java.util.Arrays;
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
  private static final byte[] WORD = {'B', 'E', 'G', 'I', 'N'};

  /** What every transaction begins with; nothing around it matters. */
  static final LoggedStatement BEGIN = new LoggedStatement(0, "", WORD, 0, Optional.empty());

  /** True for the text of {@link #BEGIN}, without a look at charsets. */
  static boolean begins(byte[] text) {
    return Arrays.equals(text, WORD);
  }

  boolean begins() {
    return begins(text);
  }
}
