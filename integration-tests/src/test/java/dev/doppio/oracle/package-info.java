/**
 * What judges the pipeline and shares no code with it: a plain KafkaConsumer with stock Avro, SQL
 * with HEX() of every column, mysqlbinlog, and the workload's own journal of acknowledged commits.
 */
package dev.doppio.oracle;
