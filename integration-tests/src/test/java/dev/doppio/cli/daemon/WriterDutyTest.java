package dev.doppio.cli.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.doppio.logwriter.LogWriter;
import dev.doppio.logwriter.LogWriterConfig;
import dev.doppio.logwriter.MemoryLog;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.ExitCode;
import dev.doppio.schemas.failure.FailureKind;
import dev.doppio.schemas.log.LogId;
import dev.doppio.schemas.log.Origin;
import dev.doppio.schemas.partition.DatabaseLayout;
import dev.doppio.schemas.partition.PartitionMode;
import dev.doppio.schemas.source.ChangeSource;
import dev.doppio.schemas.source.SnapshotRequest;
import dev.doppio.schemas.source.SourceEvent;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a failure means depends on whether the daemon has run. */
final class WriterDutyTest {
  private static final DatabaseLayout SHOP =
      new DatabaseLayout("shop", 1, PartitionMode.HASH, List.of(0), Map.of(), Map.of());
  private static final Clock CLOCK = Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);

  private final StopSignal stop = new StopSignal(Duration.ZERO);

  @AfterEach
  void endSignal() {
    stop.close();
  }

  private WriterDuty duty(ChangeSource.Opener source) {
    LogWriterConfig config = LogWriterConfig.standard(new Origin("dc1", "n1"), List.of(SHOP));
    MemoryLog log = new MemoryLog(() -> new LogId(new UUID(7, 7)));
    return new WriterDuty(
        new LogWriter(config, log, source, CLOCK),
        new Patience(CLOCK, stop, Duration.ofSeconds(1)),
        CLOCK);
  }

  private static ExitCode exitCode(WriterDuty duty) {
    return catchThrowableOfType(DoppioException.class, duty::step).kind().exitCode();
  }

  @Test
  void aRefusalIsOneOfTheStartOnlyBeforeTheFirst() {
    WriterDuty refused =
        duty(
            after -> {
              throw new DoppioException(FailureKind.SOURCE_REFUSED, "no");
            });
    assertThat(exitCode(refused)).isEqualTo(ExitCode.REFUSED);
    for (FailureKind kind :
        List.of(
            FailureKind.SOURCE_REFUSED, FailureKind.LOG_REFUSED, FailureKind.SOURCE_UNSUPPORTED)) {
      WriterDuty running = duty(after -> new Failing(kind));
      running.step();
      assertThat(exitCode(running)).as(kind.name()).isEqualTo(ExitCode.STOPPED);
    }
    WriterDuty denied = duty(after -> new Failing(FailureKind.SOURCE_DENIED));
    denied.step();
    assertThat(denied.step()).as("a password that was rotated is tried again").isFalse();
    WriterDuty replaced = duty(after -> new Failing(FailureKind.FENCED));
    replaced.step();
    assertThat(exitCode(replaced)).isEqualTo(ExitCode.REPLACED);
  }

  /** A source that opens, and fails when it is asked for something. */
  private record Failing(FailureKind kind) implements ChangeSource {
    @Override
    public Optional<SourceEvent> poll(Duration wait) {
      throw new DoppioException(kind, "in mid-flow");
    }

    @Override
    public void snapshot(SnapshotRequest request) {}

    @Override
    public void close() {}
  }
}
