package dev.doppio.schemas.json;

/** MySQL's numbers of field types ({@code include/field_types.h}) that a JSON document may hold. */
public final class FieldTypes {
  public static final int TIMESTAMP = 7;
  public static final int DATE = 10;
  public static final int TIME = 11;
  public static final int DATETIME = 12;
  public static final int YEAR = 13;
  public static final int VARCHAR = 15;
  public static final int BIT = 16;
  public static final int DECIMAL = 246;
  public static final int TINY_BLOB = 249;
  public static final int MEDIUM_BLOB = 250;
  public static final int LONG_BLOB = 251;
  public static final int BLOB = 252;
  public static final int VAR_STRING = 253;
  public static final int STRING = 254;

  private FieldTypes() {}
}
