package dev.doppio.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.slf4j.spi.SLF4JServiceProvider;

/** What the class path of the command must and must not hold. */
final class ClassPathTest {
  @Test
  void oneLoggingBindingIsThereAndItIsLogback() {
    assertThat(ServiceLoader.load(SLF4JServiceProvider.class))
        .as("with two, chance decides who gets the log lines; with none, nobody does")
        .extracting(provider -> provider.getClass().getName())
        .containsExactly("ch.qos.logback.classic.spi.LogbackServiceProvider");
  }
}
