package dev.doppio.capture.stream;

import com.github.shyiko.mysql.binlog.event.deserialization.EventDataDeserializer;
import com.github.shyiko.mysql.binlog.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Reads events that hold a statement, with those of the variables around it that say whom it
 * concerns. Format after MySQL's {@code libbinlogevents/include/statement_events.h}.
 */
final class StatementReader implements EventDataDeserializer<LoggedStatement> {
  private static final int THREAD = 4;
  private static final int TIME = 4;
  private static final int ERROR_CODE = 2;

  /** Of LOAD DATA: number of the file, place of its name, what to do with duplicates. */
  private static final int OF_LOAD = 13;

  private static final int CLIENT_CHARSET = 4;
  private static final int UPDATED_DATABASES = 12;
  private static final int TOO_MANY = 254;

  /** Bytes of each variable by its number; negative: so many texts, each behind its length. */
  private static final int[] LENGTHS = {
    4, 8, 0, 4, 6, -1, -1, 2, 2, 8, 4, -2, 0, 3, 8, 8, 1, 8, 2, 1, 1
  };

  private final boolean load;

  private StatementReader(boolean load) {
    this.load = load;
  }

  static StatementReader ofQuery() {
    return new StatementReader(false);
  }

  static StatementReader ofLoad() {
    return new StatementReader(true);
  }

  @Override
  public LoggedStatement deserialize(ByteArrayInputStream in) throws IOException {
    long connection = in.readLong(THREAD);
    in.read(TIME);
    int database = in.read();
    in.read(ERROR_CODE);
    int variables = in.readInteger(2);
    in.read(load ? OF_LOAD : 0);
    Variables found = new Variables(new ByteArrayInputStream(in.read(variables)));
    String name = new String(in.read(database), StandardCharsets.UTF_8);
    in.read(1);
    return new LoggedStatement(
        connection,
        name,
        in.read(in.available()),
        found.collation,
        Optional.ofNullable(found.touched));
  }

  /** As far as they are known: one of an unknown length hides what stands behind it. */
  private static final class Variables {
    private final ByteArrayInputStream in;
    private int collation;
    private Set<String> touched;

    Variables(ByteArrayInputStream in) throws IOException {
      this.in = in;
      while (in.available() > 0 && read(in.read())) {}
    }

    private boolean read(int number) throws IOException {
      if (number >= LENGTHS.length || number == 2) {
        return false;
      }
      if (number == CLIENT_CHARSET) {
        collation = in.readInteger(2);
        in.read(LENGTHS[number] - 2);
      } else if (number == UPDATED_DATABASES) {
        touched = databases(in.read());
      } else if (LENGTHS[number] < 0) {
        for (int text = 0; text < -LENGTHS[number]; text++) {
          in.read(in.read());
        }
      } else {
        in.read(LENGTHS[number]);
      }
      return true;
    }

    /** A name that is empty stands for a table that others hang on by foreign keys. */
    private Set<String> databases(int count) throws IOException {
      Set<String> names = new HashSet<>();
      for (int i = 0; count != TOO_MANY && i < count; i++) {
        names.add(name());
      }
      return count == TOO_MANY || names.contains("") ? null : names;
    }

    private String name() throws IOException {
      ByteArrayOutputStream name = new ByteArrayOutputStream();
      for (int next = in.read(); next != 0; next = in.read()) {
        name.write(next);
      }
      return name.toString(StandardCharsets.UTF_8);
    }
  }
}
