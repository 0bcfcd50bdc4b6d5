package dev.doppio.schemas.document;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.avro.JsonProperties;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;

/**
 * A table version as an Avro schema, and back. The fingerprint does not cover properties and
 * logical types, so the namespace carries a digest of them (docs/decisions/002).
 */
final class DocumentSchemas {
  /** Property of the record: format, database, table. */
  private static final String DOCUMENT = "doppio";

  /** Property of each field: the column as MySQL has it. */
  private static final String COLUMN = "mysql";

  private static final int FORMAT = 1;

  private DocumentSchemas() {}

  static Schema toAvro(TableName name, List<Column> columns, List<Integer> key) {
    List<Map<String, Object>> properties = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      properties.add(properties(columns.get(i), key.indexOf(i)));
    }
    List<String> names = AvroNames.unique(columns.stream().map(Column::name).toList());
    List<DocumentField> forms = fields(columns, key);
    Map<String, Schema> named = new HashMap<>();
    List<Schema.Field> fields = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      Schema type = forms.get(i).schema(plain -> once(plain, named));
      Object byDefault = forms.get(i).isKey() ? null : JsonProperties.NULL_VALUE;
      Schema.Field field = new Schema.Field(names.get(i), type, null, byDefault);
      field.addProp(COLUMN, properties.get(i));
      fields.add(field);
    }
    Schema record =
        Schema.createRecord(
            AvroNames.of(name.table()), null, namespace(name, properties), false, fields);
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("format", FORMAT);
    document.put("database", name.database());
    document.put("table", name.table());
    record.addProp(DOCUMENT, document);
    return record;
  }

  /** A document's fields in column order. */
  static List<DocumentField> fields(List<Column> columns, List<Integer> key) {
    return IntStream.range(0, columns.size())
        .mapToObj(i -> new DocumentField(columns.get(i), key.contains(i)))
        .toList();
  }

  private static Schema once(Schema plain, Map<String, Schema> named) {
    return plain.getType() == Schema.Type.RECORD
        ? named.computeIfAbsent(plain.getFullName(), ignored -> plain)
        : plain;
  }

  private static Map<String, Object> properties(Column column, int keyOrdinal) {
    ColumnType type = column.type();
    Map<String, Object> properties = new LinkedHashMap<>();
    properties.put("name", column.name());
    properties.put("type", type.type().name());
    properties.put("length", type.length());
    properties.put("scale", type.scale());
    properties.put("unsigned", type.unsigned());
    type.collation().ifPresent(collation -> properties.put("collation", collation));
    if (!type.members().isEmpty()) {
      properties.put("members", type.members());
    }
    properties.put("nullable", column.nullable());
    properties.put("generated", column.generated());
    if (keyOrdinal >= 0) {
      properties.put("key", keyOrdinal);
    }
    return properties;
  }

  private static String namespace(TableName name, List<Map<String, Object>> columns) {
    MessageDigest digest = sha256();
    add(digest, FORMAT);
    add(digest, name.database());
    add(digest, name.table());
    for (Map<String, Object> column : columns) {
      column.forEach(
          (property, value) -> {
            add(digest, property);
            if (value instanceof List<?> members) {
              add(digest, members.size());
              members.forEach(member -> add(digest, member));
            } else {
              add(digest, value);
            }
          });
    }
    long first = ByteBuffer.wrap(digest.digest()).getLong();
    return DOCUMENT + "." + AvroNames.of(name.database()) + String.format(".v%016x", first);
  }

  /** Length first, so that no two sequences of parts give the same bytes. */
  private static void add(MessageDigest digest, Object part) {
    byte[] bytes = part.toString().getBytes(StandardCharsets.UTF_8);
    digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, bytes.length));
    digest.update(bytes);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  static TableVersion fromAvro(Schema schema) {
    Map<?, ?> document = map(schema.getObjectProp(DOCUMENT), schema);
    if (!Integer.valueOf(FORMAT).equals(document.get("format"))) {
      throw new IllegalArgumentException(
          schema.getFullName()
              + " has document format "
              + document.get("format")
              + ", known is "
              + FORMAT
              + "; upgrade the readers first");
    }
    try {
      TableVersion version = version(document, schema);
      if (version.fingerprint().equals(fingerprint(schema))) {
        return version;
      }
    } catch (ClassCastException | NullPointerException | IndexOutOfBoundsException e) {
      throw new IllegalArgumentException(notADocument(schema).getMessage(), e);
    }
    throw notADocument(schema);
  }

  private static TableVersion version(Map<?, ?> document, Schema schema) {
    List<Column> columns = new ArrayList<>();
    SortedMap<Integer, Integer> key = new TreeMap<>();
    for (Schema.Field field : schema.getFields()) {
      Map<?, ?> properties = map(field.getObjectProp(COLUMN), schema);
      if (properties.get("key") instanceof Integer ordinal) {
        key.put(ordinal, columns.size());
      }
      columns.add(column(properties));
    }
    TableName name =
        new TableName((String) document.get("database"), (String) document.get("table"));
    return new TableVersion(name, columns, List.copyOf(key.values()));
  }

  private static Column column(Map<?, ?> properties) {
    List<String> members = new ArrayList<>();
    if (properties.get("members") instanceof List<?> list) {
      list.forEach(member -> members.add((String) member));
    }
    ColumnType type =
        new ColumnType(
            MySqlType.valueOf((String) properties.get("type")),
            (Integer) properties.get("length"),
            (Integer) properties.get("scale"),
            (Boolean) properties.get("unsigned"),
            Optional.ofNullable((String) properties.get("collation")),
            members);
    return new Column(
        (String) properties.get("name"),
        type,
        (Boolean) properties.get("nullable"),
        (Boolean) properties.get("generated"));
  }

  private static Map<?, ?> map(Object property, Schema schema) {
    if (property instanceof Map<?, ?> map) {
      return map;
    }
    throw notADocument(schema);
  }

  private static IllegalArgumentException notADocument(Schema schema) {
    return new IllegalArgumentException(
        "schema "
            + schema.getFullName()
            + " is not one of a document, or was changed after it was published");
  }

  static Fingerprint fingerprint(Schema schema) {
    return new Fingerprint(SchemaNormalization.parsingFingerprint64(schema));
  }
}
