package dev.doppio.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.doppio.bench.arm.Measurement;
import dev.doppio.bench.process.Window;
import dev.doppio.bench.workload.Backlog;
import dev.doppio.bench.workload.Workload;
import dev.doppio.schemas.gtid.GtidSet;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.xml.sax.SAXException;

final class ReportTest {
  private static final Backlog BACKLOG =
      new Backlog(
          Workload.parse("1x870x1000"),
          "bench1",
          GtidSet.empty(),
          GtidSet.parse("3e11fa47-71ca-11e1-9e33-c80aa9429562:1-1000"),
          3_000_000);
  private static final List<Measurement> QUICK =
      List.of(run(0.10, 0.02, Optional.empty()), run(0.20, 0.03, Optional.empty()));
  private static final List<Measurement> SLOW =
      List.of(run(0.50, 0.10, Optional.of(2.0)), run(1.00, 0.20, Optional.of(4.0)));
  private static final Report REPORT = report();

  @Test
  void theTableShowsMediansAndRanges() {
    List<String> lines = ScreenReport.lines(REPORT);

    assertThat(lines)
        .contains("machine: 2 processors")
        .contains(
            "1x870x1000: 1,000 documents of 870 bytes, one a transaction; 3.0 MB of binlog; load"
                + " average 0.1 0.2 0.3");
    assertThat(lines)
        .anyMatch(line -> line.matches("  library +7,500 +5,000..10,000 +22.5 +25.0 +unknown.*"))
        .anyMatch(line -> line.matches("  connect +1,500 +1,000..2,000 .* 3.0"))
        .contains("  library / connect, rows/s: 5.00 (5.00..5.00)")
        .anyMatch(line -> line.contains("max.batch.size=1"));
  }

  @Test
  void columnsOfTheTableAreInLine() {
    List<String> table =
        ScreenReport.lines(REPORT).stream()
            .filter(line -> line.matches("  (arm|library|connect)  .*"))
            .toList();

    assertThat(table).hasSize(3);
    assertThat(table)
        .extracting(line -> line.indexOf("MB/s"))
        .contains(table.get(0).indexOf("MB/s"));
    int end = table.get(0).indexOf("rows/s") + "rows/s".length();
    assertThat(table.get(1).substring(0, end)).endsWith("7,500");
    assertThat(table.get(2).substring(0, end)).endsWith("1,500");
  }

  @Test
  void theJsonHasTheSameFigures() throws IOException {
    JsonNode json = new ObjectMapper().readTree(JsonReport.of(REPORT));

    JsonNode connect = json.at("/workloads/0/arms/1");
    assertThat(connect.at("/arm").asText()).isEqualTo("connect");
    assertThat(connect.at("/runs").asInt()).isEqualTo(2);
    assertThat(connect.at("/rowsPerSecond/median").asDouble()).isEqualTo(1_500);
    assertThat(connect.at("/startSeconds/high").asDouble()).isEqualTo(4);
    assertThat(connect.at("/brokerCpuSecondsPerMillionRows/median").asText()).isEqualTo("NaN");
    assertThat(json.at("/workloads/0/ratios/0/value/median").asDouble()).isEqualTo(5);
    assertThat(json.at("/machine/machine").asText()).isEqualTo("2 processors");
  }

  @Test
  void thePictureIsXmlWithTwoBarsAnArm()
      throws ParserConfigurationException, IOException, SAXException {
    byte[] svg = Chart.of(REPORT).getBytes(StandardCharsets.UTF_8);
    Document picture =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new ByteArrayInputStream(svg));

    // The first rectangle is the paper.
    assertThat(picture.getElementsByTagName("rect").getLength()).isEqualTo(1 + 2 * 2);
    double quick = width(picture, 1);
    double slow = width(picture, 2);
    assertThat(quick / slow).isBetween(4.9, 5.1);
  }

  private static double width(Document picture, int rectangle) {
    return Double.parseDouble(
        picture
            .getElementsByTagName("rect")
            .item(rectangle)
            .getAttributes()
            .getNamedItem("width")
            .getNodeValue());
  }

  private static Report report() {
    ArmFigures library = ArmFigures.of("library", "small & quick", BACKLOG, QUICK);
    ArmFigures connect = ArmFigures.of("connect", "stock", BACKLOG, SLOW);
    ArmFigures cell = ArmFigures.of("connect cell 1", "max.batch.size=1", BACKLOG, SLOW);
    Ratio ratio = Ratio.of("library / connect, rows/s", QUICK, SLOW, Measurement::rowsPerSecond);
    return new Report(
        Map.of("machine", "2 processors"),
        List.of(
            new WorkloadFigures(
                BACKLOG.workload().toString(),
                BACKLOG.workload().describe(),
                BACKLOG.binlogBytes(),
                "0.1 0.2 0.3",
                List.of(library, connect),
                List.of(ratio),
                List.of(cell))));
  }

  private static Measurement run(double seconds, double cpu, Optional<Double> start) {
    Window.Usage usage = new Window.Usage(Instant.EPOCH, seconds, Map.of(Measurement.OWN, cpu));
    return new Measurement(1_000, usage, 100_000_000, start, Map.of());
  }
}
