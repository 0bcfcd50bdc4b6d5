package dev.doppio.bench.profile;

import dev.doppio.local.LocalException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedMethod;
import jdk.jfr.consumer.RecordingFile;

/**
 * Samples of a recording, counted: by thread, by whose code it was (a method of the JDK counts for
 * who called it), by our own method that led there, and by the method at the top. One thread.
 */
public final class Profile {
  private static final String SAMPLE = "jdk.ExecutionSample";
  private static final String OURS = "dev.doppio.";

  private final Map<String, Integer> byThread = new TreeMap<>();
  private final Map<String, Integer> byOwner = new TreeMap<>();
  private final Map<String, Integer> byCaller = new TreeMap<>();
  private final Map<String, Integer> byOurs = new TreeMap<>();
  private final Map<String, Integer> byTop = new TreeMap<>();
  private int samples;

  /** The flag that has a JVM record itself into a file until it ends. */
  public static String flag(Path file) {
    return "-XX:StartFlightRecording=settings=profile,maxsize=512m,filename=" + file;
  }

  /** Counts the samples between two instants. */
  public static Profile of(Path recording, Instant from, Instant to) {
    Profile profile = new Profile();
    try (RecordingFile events = new RecordingFile(recording)) {
      while (events.hasMoreEvents()) {
        RecordedEvent event = events.readEvent();
        boolean counts =
            event.getEventType().getName().equals(SAMPLE) && event.getStackTrace() != null;
        Instant at = event.getStartTime();
        if (counts && !at.isBefore(from) && at.isBefore(to)) {
          profile.count(event.getThread("sampledThread").getJavaName(), frames(event));
        }
      }
      return profile;
    } catch (IOException e) {
      throw new LocalException("Cannot read the recording " + recording + ": " + e, e);
    }
  }

  private static List<Frame> frames(RecordedEvent event) {
    List<Frame> frames = new ArrayList<>();
    for (RecordedFrame frame : event.getStackTrace().getFrames()) {
      RecordedMethod method = frame.getMethod();
      frames.add(new Frame(method.getType().getName(), method.getName()));
    }
    return frames;
  }

  /** A method on a stack. */
  record Frame(String className, String method) {
    String brief() {
      return className.substring(className.lastIndexOf('.') + 1) + "." + method;
    }
  }

  /**
   * Counts a sample.
   *
   * @param stack the innermost frame first
   */
  void count(String thread, List<Frame> stack) {
    if (stack.isEmpty()) {
      return;
    }
    samples++;
    Optional<Frame> caller =
        stack.stream().filter(frame -> !Owners.isJdk(frame.className())).findFirst();
    byThread.merge(String.valueOf(thread).replaceAll("\\d+", "N"), 1, Integer::sum);
    byOwner.merge(caller.map(frame -> Owners.of(frame.className())).orElse("JDK"), 1, Integer::sum);
    caller.ifPresent(
        frame ->
            byCaller.merge(Owners.of(frame.className()) + "  " + frame.brief(), 1, Integer::sum));
    stack.stream()
        .filter(frame -> frame.className().startsWith(OURS))
        .findFirst()
        .ifPresent(
            frame ->
                byOurs.merge(Owners.of(frame.className()) + "  " + frame.brief(), 1, Integer::sum));
    byTop.merge(stack.get(0).brief(), 1, Integer::sum);
  }

  /** For people: shares of the samples, the largest first. */
  public List<String> lines(int most) {
    List<String> lines = new ArrayList<>();
    lines.add(samples + " samples of Java threads at work");
    section(lines, "by thread", byThread, most);
    section(lines, "by whose code called (the JDK counts for its caller)", byOwner, most);
    section(lines, "by calling method", byCaller, most);
    section(lines, "by our method that called, however deep", byOurs, most);
    section(lines, "by method at the top", byTop, most);
    return lines;
  }

  private void section(List<String> lines, String title, Map<String, Integer> counts, int most) {
    lines.add("  " + title);
    counts.entrySet().stream()
        .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
        .limit(most)
        .forEach(
            entry ->
                lines.add(
                    String.format(
                        Locale.ROOT,
                        "    %5.1f %%  %s",
                        100.0 * entry.getValue() / samples,
                        entry.getKey())));
  }
}
