package dev.doppio.architecture;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;

/**
 * What is shipped: no test classes, neither from a folder nor from another module's test-jar, and
 * no examples.
 */
final class ProductOnly implements ImportOption {
  private static final ImportOption NO_TESTS = new DoNotIncludeTests();

  @Override
  public boolean includes(Location location) {
    return NO_TESTS.includes(location)
        && !location.contains("-tests.jar")
        && !location.contains("/dev/doppio/examples/")
        && !location.contains("doppio-examples");
  }
}
