package dev.doppio.schemas.document;

import dev.doppio.schemas.avro.SingleObjectReader;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryEncoder;

/**
 * A column in a document: a union of null (all but key columns: a delete may carry the key alone),
 * the plain value and, where the type needs it, MySQL's literal. A union of one is no union.
 */
final class DocumentField {
  private static final MySqlLiteral ENUM_ERROR = new MySqlLiteral("0");

  private final Column column;
  private final boolean key;
  private final PlainForm plain;
  private final LiteralForm literal;
  private final int plainBranch;
  private final int branches;

  DocumentField(Column column, boolean key) {
    this.column = column;
    this.key = key;
    this.plain = PlainForm.of(column.type().type());
    this.literal = LiteralForm.of(column.type());
    this.plainBranch = key ? 0 : 1;
    this.branches = plainBranch + 1 + (literal == LiteralForm.NONE ? 0 : 1);
  }

  boolean isKey() {
    return key;
  }

  /**
   * The field's type.
   *
   * @param named gives the one instance of a named type, which a schema defines once only
   */
  Schema schema(UnaryOperator<Schema> named) {
    List<Schema> union = new ArrayList<>();
    if (!key) {
      union.add(Schema.create(Schema.Type.NULL));
    }
    union.add(named.apply(plain.schema(column.type())));
    switch (literal) {
      case NONE -> {}
      case TEXT -> union.add(Schema.create(Schema.Type.STRING));
      case ERROR_INDEX -> union.add(Schema.create(Schema.Type.INT));
    }
    return union.size() == 1 ? union.get(0) : Schema.createUnion(union);
  }

  void writeNull(BinaryEncoder out) throws IOException {
    if (key) {
      throw misfit("NULL in the primary key");
    }
    out.writeIndex(0);
  }

  void write(Object value, BinaryEncoder out) throws IOException {
    if (value == null) {
      writeNull(out);
    } else if (column.generated() && !key) {
      throw misfit("a value in a generated column");
    } else if (value instanceof MySqlLiteral text) {
      writeLiteral(text, out);
    } else {
      writePlain(value, out);
    }
  }

  private void writePlain(Object value, BinaryEncoder out) throws IOException {
    if (branches > 1) {
      out.writeIndex(plainBranch);
    }
    try {
      plain.write(value, column.type(), out);
    } catch (ClassCastException | ArithmeticException e) {
      throw misfit("a value of " + value.getClass().getSimpleName());
    }
  }

  private void writeLiteral(MySqlLiteral value, BinaryEncoder out) throws IOException {
    switch (literal) {
      case NONE -> throw misfit("a literal");
      case TEXT -> {
        out.writeIndex(plainBranch + 1);
        out.writeString(value.text());
      }
      case ERROR_INDEX -> {
        if (!value.equals(ENUM_ERROR)) {
          throw misfit("a literal that is not 0");
        }
        out.writeIndex(plainBranch + 1);
        out.writeInt(0);
      }
    }
  }

  /** The value, or null for SQL NULL. */
  Object read(SingleObjectReader in) {
    int branch = branches == 1 ? plainBranch : in.readIndex(branches);
    if (branch == plainBranch) {
      return plain.read(column.type(), in);
    }
    if (branch < plainBranch) {
      return null;
    }
    return literal == LiteralForm.TEXT ? new MySqlLiteral(in.readString()) : readErrorIndex(in);
  }

  private static MySqlLiteral readErrorIndex(SingleObjectReader in) {
    in.readIndex(1);
    return ENUM_ERROR;
  }

  private DoppioException misfit(String what) {
    return new DoppioException(
        FailureKind.INTERNAL,
        what
            + " does not fit column "
            + column.name()
            + ", "
            + column.type().type()
            + ": a defect in the part that made the row; please report it with the table's SHOW"
            + " CREATE TABLE");
  }
}
