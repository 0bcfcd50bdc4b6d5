package dev.doppio.cli;

import dev.doppio.applier.search.SearchIndex;
import dev.doppio.cli.config.ApplySettings;
import dev.doppio.cli.config.Configurations;
import dev.doppio.cli.config.HadoopTargetSettings;
import dev.doppio.cli.config.LuceneTargetSettings;
import dev.doppio.cli.config.MySqlTargetSettings;
import dev.doppio.cli.config.OpenSearchTargetSettings;
import dev.doppio.cli.config.TargetSettings;
import dev.doppio.cli.search.Hits;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.ExitCode;
import dev.doppio.schemas.failure.FailureKind;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "search",
    mixinStandardHelpOptions = true,
    description = {
      "Finds documents in the index that 'doppio apply search' keeps, also while it runs: what was"
          + " committed last.",
      "Shows contents of documents."
    })
final class SearchCommand implements Callable<Integer> {
  private static final int MOST = 10_000;

  @Spec private CommandSpec spec;
  @Mixin private ConfigurationOptions configuration;

  @Parameters(
      paramLabel = "QUERY",
      description =
          "In Lucene's syntax, over columns: coffee, subject:\"green tea\", price:[1 TO 5],"
              + " sent_at:[2026-01-01 TO *], profile.city:Paris, _table:message, _id:\"doc/7\".")
  private String query;

  @Option(
      names = "--limit",
      defaultValue = "10",
      paramLabel = "N",
      description = "Most documents shown, the best ones; default: ${DEFAULT-VALUE}.")
  private int limit;

  @Option(names = "--json", description = "A JSON object on a line for each document.")
  private boolean json;

  @Override
  public Integer call() {
    if (limit < 1 || limit > MOST) {
      throw new ParameterException(spec.commandLine(), "--limit takes 1 to " + MOST);
    }
    Path folder = folder(configuration.load(Configurations::apply).settings());
    Logging.silence();
    try (SearchIndex index = SearchIndex.open(folder)) {
      SearchIndex.Found found = index.search(query, limit);
      List<String> lines = json ? Hits.json(found) : Hits.text(found, index.partitions());
      PrintWriter out = spec.commandLine().getOut();
      lines.forEach(out::println);
      out.flush();
    }
    return ExitCode.OK.code();
  }

  private static Path folder(ApplySettings settings) {
    return settings
        .target()
        .match(
            new TargetSettings.Cases<Path>() {
              @Override
              public Path mysql(MySqlTargetSettings mysql) {
                throw new DoppioException(
                    FailureKind.CONFIGURATION,
                    "this is the configuration of a MySQL replica, which SQL finds documents in:"
                        + " give the one of 'doppio apply search'");
              }

              @Override
              public Path hadoop(HadoopTargetSettings hadoop) {
                throw new DoppioException(
                    FailureKind.CONFIGURATION,
                    "this is the configuration of tables in Hadoop, which any reader of Iceberg"
                        + " finds documents in: give the one of 'doppio apply search'");
              }

              @Override
              public Path openSearch(OpenSearchTargetSettings openSearch) {
                throw new DoppioException(
                    FailureKind.CONFIGURATION,
                    "this is the configuration of indexes in OpenSearch, which answers itself at "
                        + openSearch.address()
                        + ": give the one of 'doppio apply search'");
              }

              @Override
              public Path lucene(LuceneTargetSettings lucene) {
                return lucene.folder();
              }
            });
  }
}
