package dev.doppio.cli;

/**
 * A command that another module adds to {@code doppio}, wherever that module is on the class path:
 * a service of {@link java.util.ServiceLoader}, annotated with picocli's {@code Command}.
 */
public interface Subcommand {}
