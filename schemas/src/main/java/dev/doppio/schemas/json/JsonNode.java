package dev.doppio.schemas.json;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/** A value in a JSON document, with the type that MySQL's JSON_TYPE() tells of it. */
public sealed interface JsonNode {
  /**
   * An object.
   *
   * @param members in the order in which MySQL stores them
   */
  record ObjectNode(List<Member> members) implements JsonNode {
    public ObjectNode {
      members = List.copyOf(members);
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.object(this);
    }
  }

  /** A name in an object and its value. */
  record Member(String name, JsonNode value) {
    public Member {
      Objects.requireNonNull(name);
      Objects.requireNonNull(value);
    }
  }

  /** An array. */
  record ArrayNode(List<JsonNode> elements) implements JsonNode {
    public ArrayNode {
      elements = List.copyOf(elements);
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.array(this);
    }
  }

  /** STRING. */
  record Text(String text) implements JsonNode {
    public Text {
      Objects.requireNonNull(text);
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.text(this);
    }
  }

  /** INTEGER. */
  record Int(long value) implements JsonNode {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.integer(this);
    }
  }

  /**
   * UNSIGNED INTEGER.
   *
   * @param bits read as an unsigned number
   */
  record Unsigned(long bits) implements JsonNode {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.unsigned(this);
    }
  }

  /** DOUBLE; finite. */
  record Real(double value) implements JsonNode {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.real(this);
    }
  }

  /** The literals. */
  enum Literal implements JsonNode {
    NULL("null"),
    TRUE("true"),
    FALSE("false");

    private final String word;

    Literal(String word) {
      this.word = word;
    }

    /** As JSON text has it. */
    public String word() {
      return word;
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.literal(this);
    }
  }

  /**
   * A value of another SQL type: a DECIMAL, a temporal value, a BLOB, a BIT and whatever else.
   *
   * @param type MySQL's number of the field type, see {@link FieldTypes}
   * @param data as stored; not copied
   */
  record Opaque(int type, byte[] data) implements JsonNode {
    public Opaque {
      Objects.requireNonNull(data);
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.opaque(this);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Opaque that && type == that.type && Arrays.equals(data, that.data);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(data);
    }
  }

  /** What to do with each kind of value. */
  interface Cases<R> {
    R object(ObjectNode node);

    R array(ArrayNode node);

    R text(Text node);

    R integer(Int node);

    R unsigned(Unsigned node);

    R real(Real node);

    R literal(Literal node);

    R opaque(Opaque node);
  }

  /** Calls the case of this value. */
  <R> R match(Cases<R> cases);
}
