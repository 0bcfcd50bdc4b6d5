package dev.doppio.schemas.partition;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A real server's collations. Texts travel as one JSON parameter. */
public final class MySqlCollations implements CollationServer {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Connection connection;

  /** Asks over the connection, which stays open. */
  public MySqlCollations(Connection connection) {
    this.connection = connection;
  }

  @Override
  public List<Optional<String>> weights(String collation, List<String> texts) {
    String charset = collation.substring(0, collation.indexOf('_'));
    return query(
        "SELECT IF(CONVERT(CONVERT(t USING "
            + charset
            + ") USING utf8mb4) COLLATE utf8mb4_0900_bin = t COLLATE utf8mb4_0900_bin, "
            + "HEX(WEIGHT_STRING(CONVERT(t USING "
            + charset
            + ") COLLATE "
            + collation
            + ")), NULL) FROM JSON_TABLE(CONVERT(? USING utf8mb4), '$[*]' COLUMNS (i FOR"
            + " ORDINALITY, t VARCHAR(250) CHARACTER SET utf8mb4 PATH '$')) j ORDER BY i",
        texts,
        row -> Optional.ofNullable(row.getString(1)));
  }

  @Override
  public List<Boolean> equal(String collation, List<Pair> pairs) {
    String charset = collation.substring(0, collation.indexOf('_'));
    return query(
        "SELECT CONVERT(l USING "
            + charset
            + ") COLLATE "
            + collation
            + " = CONVERT(r USING "
            + charset
            + ") COLLATE "
            + collation
            + " FROM JSON_TABLE(CONVERT(? USING utf8mb4), '$[*]' COLUMNS (i FOR ORDINALITY,"
            + " l VARCHAR(250) CHARACTER SET utf8mb4 PATH '$.left',"
            + " r VARCHAR(250) CHARACTER SET utf8mb4 PATH '$.right')) j ORDER BY i",
        pairs,
        row -> row.getBoolean(1));
  }

  private interface RowMapper<T> {
    T map(ResultSet row) throws SQLException;
  }

  private <T> List<T> query(String sql, List<?> parameter, RowMapper<T> mapper) {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, JSON.writeValueAsString(parameter));
      List<T> result = new ArrayList<>();
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          result.add(mapper.map(rows));
        }
      }
      if (result.size() != parameter.size()) {
        throw new IllegalStateException(result.size() + " answers to " + parameter.size());
      }
      return result;
    } catch (SQLException | JsonProcessingException e) {
      throw new IllegalStateException("the server did not answer: " + sql, e);
    }
  }
}
