/**
 * Table versions of the log: {@code doppio schema}. Entry: {@link dev.doppio.cli.schema.Schemas}.
 */
package dev.doppio.cli.schema;
