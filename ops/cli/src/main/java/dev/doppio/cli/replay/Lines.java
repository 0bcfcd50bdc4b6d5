package dev.doppio.cli.replay;

import dev.doppio.cli.tail.Form;
import dev.doppio.cli.tail.JsonForm;
import dev.doppio.logreader.Run;
import dev.doppio.schemas.change.ControlRecord;
import dev.doppio.schemas.change.DocumentChange;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import dev.doppio.schemas.log.PartitionId;
import dev.doppio.schemas.log.Scn;
import java.io.IOException;
import java.io.Writer;
import java.util.List;
import java.util.Optional;

/** A JSON object on a line for each change. One thread. */
public final class Lines implements Sink {
  private final Form form = new JsonForm();
  private final String name;
  private final Opening opening;
  private Optional<Writer> open = Optional.empty();

  /** Opens what lines go into. */
  public interface Opening {
    /** Called once, when it is known that there is something to replay. */
    Writer open() throws IOException;
  }

  /**
   * @param name of what they go into, for messages
   * @param opening closed with this
   */
  public Lines(String name, Opening opening) {
    this.name = name;
    this.opening = opening;
  }

  @Override
  public void run(PartitionId partition, Run run, List<DocumentChange> changes, boolean first) {
    write(form.run(partition, run, changes, first));
  }

  @Override
  public void schemaChange(PartitionId partition, Scn at, ControlRecord.SchemaChange change) {
    write(form.schemaChange(partition, at, change));
  }

  private void write(List<String> lines) {
    try {
      Writer out = out();
      for (String line : lines) {
        out.write(line);
        out.write('\n');
      }
    } catch (IOException e) {
      throw refused(e);
    }
  }

  private Writer out() throws IOException {
    if (open.isEmpty()) {
      open = Optional.of(opening.open());
    }
    return open.get();
  }

  @Override
  public void flush() {
    try {
      out().flush();
    } catch (IOException e) {
      throw refused(e);
    }
  }

  @Override
  public void close() {
    try {
      if (open.isPresent()) {
        open.get().close();
      }
    } catch (IOException e) {
      throw refused(e);
    }
  }

  private DoppioException refused(IOException e) {
    return new DoppioException(
        FailureKind.TARGET_REFUSED,
        name + " takes no more (" + e.getMessage() + "); what it holds is whole up to a line's end",
        e);
  }
}
