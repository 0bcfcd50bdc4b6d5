package dev.doppio.cli.config;

import dev.doppio.logreader.LogReaderConfig;
import java.time.Duration;

/** Section {@code reader}. */
final class ReaderSettings {
  private ReaderSettings() {}

  /**
   * @param standard where nothing is written
   */
  static Value<LogReaderConfig> read(Section section, LogReaderConfig standard) {
    Value<LogReaderConfig.Bound> buffer = bound(section.section("buffer"), standard.buffer());
    Value<LogReaderConfig.Bound> slice = bound(section.section("slice"), standard.slice());
    Value<LogReaderConfig.Batch> batch = batch(section.section("batch"), standard.batch());
    Value<LogReaderConfig.Timing> timing = timing(section, standard.timing());
    Value<ByteSize> row =
        section.optional("max-row-size", Kind.SIZE, new ByteSize(standard.maxRowBytes()));
    Value<Duration> wait = section.optional("schema-wait", Kind.DURATION, standard.schemaWait());
    return section.build(
        () ->
            new LogReaderConfig(
                buffer.get(),
                batch.get(),
                slice.get(),
                row.get().bytes(),
                wait.get(),
                timing.get()));
  }

  private static Value<LogReaderConfig.Bound> bound(
      Section section, LogReaderConfig.Bound standard) {
    Value<ByteSize> size = section.optional("size", Kind.SIZE, new ByteSize(standard.bytes()));
    Value<Integer> records =
        section.optional("records", Kind.number(1, Integer.MAX_VALUE), standard.records());
    return section.build(() -> new LogReaderConfig.Bound(size.get().bytes(), records.get()));
  }

  private static Value<LogReaderConfig.Batch> batch(
      Section section, LogReaderConfig.Batch standard) {
    Value<Integer> rows =
        section.optional("rows", Kind.number(1, Integer.MAX_VALUE), standard.rows());
    Value<ByteSize> size = section.optional("size", Kind.SIZE, new ByteSize(standard.bytes()));
    Value<Duration> age = section.optional("age", Kind.DURATION, standard.age());
    Value<Duration> idle = section.optional("idle", Kind.DURATION, standard.idle());
    return section.build(
        () -> new LogReaderConfig.Batch(rows.get(), size.get().bytes(), age.get(), idle.get()));
  }

  private static Value<LogReaderConfig.Timing> timing(
      Section section, LogReaderConfig.Timing standard) {
    Value<Duration> poll = section.optional("poll", Kind.DURATION, standard.poll());
    Value<Duration> end = section.optional("end-interval", Kind.DURATION, standard.end());
    Value<Duration> first = section.optional("retry-first", Kind.DURATION, standard.retryFirst());
    Value<Duration> most = section.optional("retry-most", Kind.DURATION, standard.retryMost());
    return section.build(
        () -> new LogReaderConfig.Timing(poll.get(), end.get(), first.get(), most.get()));
  }
}
