package dev.doppio.cli.config;

import dev.doppio.schemas.Doppio;
import dev.doppio.schemas.log.TopicNames;

/** Section {@code topics}. */
final class TopicSettings {
  private TopicSettings() {}

  static Value<TopicNames> names(Section root) {
    Section topics = root.section("topics");
    Value<String> prefix = topics.optional("prefix", Kind.TEXT, Doppio.TOPIC_PREFIX);
    return topics.build(() -> new TopicNames(prefix.get()));
  }
}
