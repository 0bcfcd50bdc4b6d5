package dev.doppio.cli.daemon;

import dev.doppio.cli.config.ApplySettings;
import dev.doppio.logreader.BoundedLog;
import dev.doppio.logreader.LogReader;
import dev.doppio.logreader.LogReaderConfig;
import dev.doppio.logreader.ReadPlan;
import dev.doppio.logreader.StartPlace;
import dev.doppio.logreader.Target;
import dev.doppio.logreader.kafka.KafkaLog;
import dev.doppio.schemas.log.PartitionId;
import dev.doppio.schemas.log.Scn;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;

/**
 * What of the log a target is to be brought through.
 *
 * @param starts where a partition begins that has no checkpoint at the target, of all that take
 *     part
 * @param ends last runs; a partition without one goes on until somebody ends it
 * @param throttle how fast it is read
 */
public record Course(
    Map<PartitionId, StartPlace> starts, Map<PartitionId, Scn> ends, BoundedLog.Throttle throttle) {
  /** Heartbeats at the end are not waited for as in a log that goes on. */
  private static final Duration IDLE = Duration.ofMillis(100);

  public Course {
    starts = Map.copyOf(starts);
    ends = Map.copyOf(ends);
  }

  LogReader reader(ApplySettings settings, KafkaLog log, Target target, Clock clock) {
    LogReaderConfig.Batch batch = settings.reader().batch();
    return new LogReader(
        new BoundedLog(log, ends, throttle),
        log.schemas(),
        target,
        ReadPlan.all(starts.keySet()).from(starts::get),
        settings
            .reader()
            .withBatch(new LogReaderConfig.Batch(batch.rows(), batch.bytes(), batch.age(), IDLE)),
        clock);
  }
}
