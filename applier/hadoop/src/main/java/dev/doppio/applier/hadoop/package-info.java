/**
 * The log becomes tables in Hadoop: Parquet files of Iceberg tables, on HDFS or in a local folder.
 * Per document table one of all changes and one of the current state. Entries: {@code HadoopTarget}
 * writes, {@code WarehouseView} and {@code Maintenance} look and tidy; the only Iceberg code there
 * is.
 */
package dev.doppio.applier.hadoop;
