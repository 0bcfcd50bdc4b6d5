package dev.doppio.cli.config;

import dev.doppio.applier.search.LuceneTargetConfig;
import java.nio.file.Path;
import java.util.Objects;

/**
 * A folder of Lucene indexes.
 *
 * @param folder holds nothing else
 * @param buffer memory for documents before they are written, of all partitions together
 * @param jsonPaths most paths in JSON columns with fields of their own, in each partition
 */
public record LuceneTargetSettings(Path folder, ByteSize buffer, int jsonPaths)
    implements TargetSettings {
  private static final ByteSize DEFAULT_BUFFER = ByteSize.parse("96MiB");
  private static final int DEFAULT_JSON_PATHS = 1_000;
  private static final int MOST_JSON_PATHS = 100_000;

  public LuceneTargetSettings {
    Objects.requireNonNull(folder);
    Objects.requireNonNull(buffer);
  }

  @Override
  public <R> R match(Cases<R> cases) {
    return cases.lucene(this);
  }

  @Override
  public String address() {
    return folder.toString();
  }

  /**
   * The folder as a target.
   *
   * @param datacenter origin of the log
   * @param partitions of all logs together
   */
  public LuceneTargetConfig config(String datacenter, int partitions) {
    return new LuceneTargetConfig(folder, datacenter, buffer.bytes(), partitions, jsonPaths);
  }

  static Value<TargetSettings> read(Section target) {
    Section lucene = target.section("lucene");
    Value<String> folder =
        lucene.required("folder", Kind.TEXT, "where the indexes lie, a folder of their own");
    Value<ByteSize> buffer = lucene.optional("buffer-size", Kind.SIZE, DEFAULT_BUFFER);
    Value<Integer> paths =
        lucene.optional("json-paths", Kind.number(0, MOST_JSON_PATHS), DEFAULT_JSON_PATHS);
    return lucene.build(
        () ->
            new LuceneTargetSettings(
                target.reading().layers().resolve(folder.get()).normalize(),
                buffer.get(),
                paths.get()));
  }
}
