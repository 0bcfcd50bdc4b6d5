package dev.doppio.bench.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;

/** The report as JSON, with the names of the records' parts; NaN is the text {@code "NaN"}. */
public final class JsonReport {
  private JsonReport() {}

  public static String of(Report report) {
    try {
      return new ObjectMapper()
              .enable(SerializationFeature.INDENT_OUTPUT)
              .writeValueAsString(report)
          + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("records of numbers and texts are always JSON", e);
    }
  }
}
