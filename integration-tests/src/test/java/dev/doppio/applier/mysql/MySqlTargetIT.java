package dev.doppio.applier.mysql;

import dev.doppio.logreader.Target;
import dev.doppio.logreader.TargetContract;
import dev.doppio.schemas.document.Row;
import dev.doppio.schemas.document.TableVersion;
import dev.doppio.servers.Servers;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** The MySQL replica keeps the contract of targets. */
final class MySqlTargetIT extends TargetContract {
  @Override
  protected Target emptyTarget() {
    Replica.run("DROP DATABASE IF EXISTS doppio", "DROP DATABASE IF EXISTS shop");
    return MySqlTarget.connect(Replica.config());
  }

  @Override
  protected void breakConnections() {
    try (Connection connection = Servers.connect(Replica.server());
        Statement statement = connection.createStatement()) {
      List<Long> others = new ArrayList<>();
      ResultSet processes =
          statement.executeQuery(
              "SELECT id FROM information_schema.processlist WHERE user = 'root' AND id <>"
                  + " CONNECTION_ID() AND command = 'Sleep'");
      while (processes.next()) {
        others.add(processes.getLong(1));
      }
      for (long id : others) {
        statement.execute("KILL " + id);
      }
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  protected List<Row> visible(TableVersion table) {
    List<Row> rows = new ArrayList<>();
    try (Connection connection = Servers.connect(Replica.server());
        Statement statement = connection.createStatement();
        ResultSet tables =
            statement.executeQuery(
                "SELECT 1 FROM information_schema.tables WHERE table_schema = 'shop' AND"
                    + " table_name = 'notes'")) {
      if (!tables.next()) {
        return rows;
      }
      ResultSet row = statement.executeQuery("SELECT * FROM shop.notes ORDER BY id");
      while (row.next()) {
        Object[] values = new Object[table.columns().size()];
        values[0] = row.getLong(1);
        for (int i = 1; i < values.length; i++) {
          values[i] = row.getString(i + 1);
        }
        rows.add(new Row(table, values));
      }
      return rows;
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }
}
