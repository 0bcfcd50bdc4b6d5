package dev.doppio.cli;

import dev.doppio.applier.hadoop.HadoopTargetConfig;
import dev.doppio.cli.config.ApplySettings;
import dev.doppio.cli.config.Configurations;
import dev.doppio.cli.config.HadoopTargetSettings;
import dev.doppio.cli.config.LuceneTargetSettings;
import dev.doppio.cli.config.MySqlTargetSettings;
import dev.doppio.cli.config.OpenSearchTargetSettings;
import dev.doppio.cli.config.TargetSettings;
import dev.doppio.schemas.document.TableName;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Which table of which warehouse. */
final class WarehouseOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Mixin private ConfigurationOptions configuration;

  @Option(
      names = "--table",
      required = true,
      paramLabel = "[DATABASE.]TABLE",
      description = "A document table, as the source names it.")
  private String table;

  /**
   * What is asked for.
   *
   * @param config of the warehouse
   * @param table in it
   */
  record Asked(HadoopTargetConfig config, TableName table) {}

  Asked asked() {
    ApplySettings settings = configuration.load(Configurations::apply).settings();
    return new Asked(settings.target().match(new Warehouse(settings.datacenter())), name(settings));
  }

  private TableName name(ApplySettings settings) {
    if (table.contains(".")) {
      return TableName.parse(table);
    }
    if (settings.databases().size() != 1) {
      throw new ParameterException(
          command.commandLine(),
          "--table " + table + ": there are several databases, say DATABASE." + table);
    }
    return new TableName(settings.databases().get(0), table);
  }

  private record Warehouse(String datacenter) implements TargetSettings.Cases<HadoopTargetConfig> {
    @Override
    public HadoopTargetConfig mysql(MySqlTargetSettings mysql) {
      throw none("a MySQL replica");
    }

    @Override
    public HadoopTargetConfig lucene(LuceneTargetSettings lucene) {
      throw none("a search index");
    }

    @Override
    public HadoopTargetConfig openSearch(OpenSearchTargetSettings openSearch) {
      throw none("indexes in OpenSearch");
    }

    @Override
    public HadoopTargetConfig hadoop(HadoopTargetSettings hadoop) {
      return hadoop.config(datacenter);
    }

    private static DoppioException none(String what) {
      return new DoppioException(
          FailureKind.CONFIGURATION,
          "this is the configuration of " + what + ": give the one of 'doppio apply hadoop'");
    }
  }
}
