package dev.doppio.capture.stream;

import dev.doppio.capture.mysql.Charsets;
import dev.doppio.capture.structure.TableFacts;
import dev.doppio.schemas.document.Column;
import dev.doppio.schemas.document.ColumnType;
import dev.doppio.schemas.document.MySqlType;
import dev.doppio.schemas.document.TableName;
import dev.doppio.schemas.document.TableVersion;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Which version of a captured table is in force at a place of the binlog. Three witnesses, believed
 * in what each can know:
 *
 * <ul>
 *   <li>the table map before the rows, written with them: number of columns, physical types, sign,
 *       nullability, collations of text; with full metadata names, members and key as well
 *   <li>the statements up to the place: names, members, key, that a column is generated
 *   <li>the server as it is now: the collation of an ENUM or SET, for a column of the same name and
 *       type; it decides neither how a value reads nor where a row goes unless an ENUM is the
 *       resource id
 * </ul>
 *
 * Where the first two contradict each other, capture stops. One thread.
 */
final class TableVersions {
  private final Charsets charsets;
  private final Map<TableName, TableFacts> now = new HashMap<>();
  private final Map<TableName, TableVersion> inForce = new HashMap<>();

  TableVersions(Charsets charsets, List<TableFacts> tables) {
    this.charsets = charsets;
    tables.forEach(table -> now.put(table.name(), table));
  }

  /** The server's tables have changed. */
  void refresh(TableName name, Optional<TableFacts> facts) {
    now.remove(name);
    facts.ifPresent(table -> now.put(name, table));
  }

  /** The table has this version from here on. */
  void inForce(TableVersion version) {
    inForce.put(version.name(), version);
  }

  /** The table is gone. */
  void forget(TableName name) {
    inForce.remove(name);
  }

  /** The version that the table has, where it is known. */
  Optional<TableVersion> standing(TableName name) {
    return Optional.ofNullable(inForce.get(name));
  }

  /** The version that a statement finds. */
  TableVersion before(TableName name, KnownTable known) {
    return Optional.ofNullable(inForce.get(name))
        .orElseGet(() -> after(name, known, Optional.empty()));
  }

  /**
   * The version of the rows that follow a table map.
   *
   * @throws DoppioException SOURCE_UNSUPPORTED when map and history contradict each other
   */
  TableVersion at(TableMap map, Optional<KnownTable> history) {
    TableName name = map.name();
    KnownTable known = history.orElseThrow(() -> contradiction(name, "no statement has made it"));
    List<String> names = known.names();
    Optional<List<String>> said = map.names();
    if (names.size() != map.columns() || said.filter(all -> !sameNames(all, names)).isPresent()) {
      throw contradiction(
          name,
          "the statements leave columns "
              + names
              + ", the binlog "
              + said.map(Object::toString).orElse(map.columns() + " columns"));
    }
    List<Column> columns = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      columns.add(column(name, names.get(i), new PhysicalColumn(map, i, charsets), known, i));
    }
    List<Integer> key = map.key().orElseGet(() -> key(known, names));
    if (key.isEmpty()) {
      throw contradiction(name, "it has no primary key");
    }
    TableVersion version = new TableVersion(name, columns, key);
    inForce(version);
    return version;
  }

  private Column column(
      TableName table, String name, PhysicalColumn physical, KnownTable known, int i) {
    MySqlType type =
        physical
            .type()
            .orElseThrow(() -> contradiction(table, "column " + name + " has no supported type"));
    List<String> members = List.of();
    if (type == MySqlType.ENUM || type == MySqlType.SET) {
      members = members(table, name, physical, known, i);
    }
    Optional<Column> current = current(table, name, type);
    Optional<String> collation =
        physical
            .collation()
            .or(() -> current.flatMap(column -> column.type().collation()))
            .or(() -> known.charset(i).flatMap(set -> charsets.defaultCollation(set)));
    if (type.isText() && collation.isEmpty()) {
      throw contradiction(table, "the collation of column " + name + " is not known");
    }
    ColumnType columnType =
        new ColumnType(
            type,
            physical.length(),
            physical.scale(),
            physical.unsigned(),
            type.isText() ? collation : Optional.empty(),
            members);
    return new Column(name, columnType, physical.nullable(), known.generated(i));
  }

  /** The binlog writes names and members in charsets that only ASCII survives here. */
  private List<String> members(
      TableName table, String name, PhysicalColumn physical, KnownTable known, int column) {
    Optional<List<String>> said = physical.members();
    List<String> members =
        Optional.of(known.members(column))
            .filter(list -> !list.isEmpty())
            .or(() -> said)
            .orElseThrow(() -> contradiction(table, "the members of " + name + " are not known"));
    boolean agree =
        said.isEmpty()
            || (said.get().size() == members.size()
                && IntStream.range(0, members.size())
                    .allMatch(m -> sameIfAscii(members.get(m), said.get().get(m))));
    if (!agree) {
      throw contradiction(table, "the statements leave " + name + " with members " + members);
    }
    return members;
  }

  private static boolean sameIfAscii(String one, String other) {
    return one.equals(other)
        || one.chars().anyMatch(c -> c > 0x7f)
        || other.chars().anyMatch(c -> c > 0x7f);
  }

  private Optional<Column> current(TableName table, String name, MySqlType type) {
    return Optional.ofNullable(now.get(table)).stream()
        .flatMap(facts -> facts.columns().stream())
        .filter(facts -> facts.name().equalsIgnoreCase(name))
        .flatMap(facts -> facts.column().stream())
        .filter(column -> column.type().type() == type)
        .findFirst();
  }

  private static List<Integer> key(KnownTable known, List<String> names) {
    List<Integer> key = new ArrayList<>();
    for (String part : known.key()) {
      IntStream.range(0, names.size())
          .filter(i -> names.get(i).equalsIgnoreCase(part))
          .forEach(key::add);
    }
    return key;
  }

  /**
   * The version that a statement has left, before any row of it: the server's, when the server's
   * table is still the one of the statement, else one made of the statement's own words. The rows'
   * own versions come from {@link #at}.
   *
   * @throws DoppioException SOURCE_UNSUPPORTED when neither can tell
   */
  TableVersion after(TableName name, KnownTable known, Optional<TableVersion> before) {
    return Optional.ofNullable(now.get(name))
        .flatMap(TableFacts::version)
        .filter(version -> isStill(version, known))
        .orElseGet(() -> inWords(name, known, before));
  }

  private static boolean isStill(TableVersion version, KnownTable known) {
    List<String> names = known.names();
    List<Column> columns = version.columns();
    return sameNames(names, columns.stream().map(Column::name).toList())
        && key(known, names).equals(version.key())
        && IntStream.range(0, names.size())
            .allMatch(
                i ->
                    sameType(columns.get(i).type(), known, i)
                        && known.generated(i) == columns.get(i).generated());
  }

  private static boolean sameNames(List<String> names, List<String> others) {
    return names.size() == others.size()
        && IntStream.range(0, names.size())
            .allMatch(i -> sameIfAscii(fold(names.get(i)), fold(others.get(i))));
  }

  private static String fold(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  private static boolean sameType(ColumnType type, KnownTable known, int column) {
    Optional<MySqlType> said = new ModelColumn(known, column).type();
    return said.isEmpty()
        || (said.get() == type.type()
            && (type.members().isEmpty() || known.members(column).equals(type.members())));
  }

  private TableVersion inWords(TableName name, KnownTable known, Optional<TableVersion> before) {
    List<String> names = known.names();
    List<Column> columns = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      columns.add(columnInWords(name, known, i, before));
    }
    List<Integer> key = key(known, names);
    if (key.isEmpty()) {
      throw contradiction(name, "it has no primary key");
    }
    return new TableVersion(name, columns, key);
  }

  private Column columnInWords(
      TableName table, KnownTable known, int i, Optional<TableVersion> before) {
    String name = known.names().get(i);
    ModelColumn model = new ModelColumn(known, i);
    MySqlType type =
        model
            .type()
            .orElseThrow(
                () -> contradiction(table, "column " + name + " is a " + known.typeName(i)));
    Optional<Column> old =
        before.flatMap(version -> version.indexOf(name).map(version.columns()::get));
    Optional<String> charset = known.charset(i);
    Optional<String> collation =
        old.filter(column -> charset.isEmpty() || column.type().charset().equals(charset))
            .flatMap(column -> column.type().collation())
            .or(() -> charset.flatMap(set -> charsets.defaultCollation(set)));
    List<String> members =
        type == MySqlType.ENUM || type == MySqlType.SET ? known.members(i) : List.of();
    if (type.isText() && collation.isEmpty()) {
      throw contradiction(table, "the charset of column " + name + " is not known");
    }
    ColumnType columnType =
        new ColumnType(
            type,
            model.lengthOf(type),
            model.scaleOf(type),
            model.unsigned(),
            type.isText() ? collation : Optional.empty(),
            members);
    return new Column(name, columnType, known.nullable(i), known.generated(i));
  }

  private static DoppioException contradiction(TableName name, String what) {
    return new DoppioException(
        FailureKind.SOURCE_UNSUPPORTED,
        "the structure of table "
            + name
            + " at this place of the binlog can't be told: "
            + what
            + "; SET PERSIST binlog_row_metadata = FULL keeps this from coming back, for the rows"
            + " here exclude the table or start over with a new snapshot in a new log");
  }
}
