package dev.doppio.bench.report;

import dev.doppio.local.LocalException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A report in a folder: {@code report.txt}, {@code report.json}, {@code report.svg}. */
public final class ReportFiles {
  private ReportFiles() {}

  /**
   * Writes them, over those that are there.
   *
   * @param out made where it is not there
   * @throws LocalException when it can't be written to
   */
  public static void write(Path out, Report report) {
    try {
      Path folder = Files.createDirectories(out);
      Files.write(folder.resolve("report.txt"), ScreenReport.lines(report));
      Files.writeString(folder.resolve("report.json"), JsonReport.of(report));
      Files.writeString(folder.resolve("report.svg"), Chart.of(report));
    } catch (IOException e) {
      throw new LocalException(
          "Cannot write the report: " + e + "; choose another folder with --out", e);
    }
  }
}
