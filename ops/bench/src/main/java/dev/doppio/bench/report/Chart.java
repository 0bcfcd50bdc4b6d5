package dev.doppio.bench.report;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;

/**
 * The report as an SVG picture: for each workload a bar an arm, rows a second to the left, CPU a
 * row to the right, with a line from the lowest to the highest run.
 */
public final class Chart {
  private static final Set<String> BASELINES = Set.of("connect", "native", "sink");
  private static final int WIDTH = 960;
  private static final int LABEL = 170;
  private static final int BAR_AREA = 290;
  private static final int ROW = 24;
  private static final int HEAD = 46;
  private static final int GAP = 18;
  private static final int RIGHT = LABEL + BAR_AREA + 100;

  private final StringBuilder svg = new StringBuilder();

  private Chart() {}

  public static String of(Report report) {
    return new Chart().draw(report);
  }

  private String draw(Report report) {
    int height = report.workloads().stream().mapToInt(Chart::height).sum() + GAP;
    svg.append(
        String.format(
            Locale.ROOT,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\""
                + " viewBox=\"0 0 %d %d\" font-family=\"sans-serif\" font-size=\"12\">%n",
            WIDTH,
            height,
            WIDTH,
            height));
    svg.append("<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n");
    int top = GAP;
    for (WorkloadFigures workload : report.workloads()) {
      draw(workload, top);
      top += height(workload);
    }
    return svg.append("</svg>\n").toString();
  }

  private static int height(WorkloadFigures workload) {
    return HEAD + workload.arms().size() * ROW + GAP;
  }

  private void draw(WorkloadFigures workload, int top) {
    text(8, top + 14, workload.description(), "font-weight=\"bold\"");
    text(LABEL, top + 34, "rows a second", "fill=\"#555\"");
    text(RIGHT, top + 34, "microseconds of CPU a row, own process", "fill=\"#555\"");
    column(workload, top + HEAD, LABEL, ArmFigures::rowsPerSecond, 0);
    column(workload, top + HEAD, RIGHT, ArmFigures::cpuSecondsPerMillionRows, 1);
    int y = top + HEAD;
    for (ArmFigures arm : workload.arms()) {
      text(8, y + 15, arm.arm(), "");
      y += ROW;
    }
  }

  private void column(
      WorkloadFigures workload,
      int top,
      int left,
      Function<ArmFigures, Spread> figure,
      int decimals) {
    List<Spread> values = workload.arms().stream().map(figure).toList();
    double most = values.stream().mapToDouble(Spread::high).max().orElse(1);
    int y = top;
    for (int arm = 0; arm < values.size(); arm++) {
      Spread value = values.get(arm);
      double scale = BAR_AREA / most;
      String colour = BASELINES.contains(workload.arms().get(arm).arm()) ? "#b0b0b0" : "#3b6ea5";
      line(
          "<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\"/>",
          left, y + 3, value.median() * scale, ROW - 8, colour);
      line(
          "<line x1=\"%.1f\" y1=\"%d\" x2=\"%.1f\" y2=\"%d\" stroke=\"black\"/>",
          left + value.low() * scale, y + 11, left + value.high() * scale, y + 11);
      int beside = (int) (left + value.high() * scale) + 6;
      text(beside, y + 15, ScreenReport.number(value.median(), decimals), "");
      y += ROW;
    }
  }

  private void text(int x, int y, String text, String attributes) {
    String escaped = text.replace("&", "&amp;").replace("<", "&lt;");
    line("<text x=\"%d\" y=\"%d\" %s>%s</text>", x, y, attributes, escaped);
  }

  private void line(String format, Object... values) {
    svg.append(String.format(Locale.ROOT, format, values)).append('\n');
  }
}
