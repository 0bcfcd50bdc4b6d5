package dev.doppio.applier.hadoop;

import java.util.Map;
import org.apache.iceberg.LockManager;

/**
 * None are needed: of two commits of one version, the rename lets one through, in HDFS as in {@link
 * LocalFiles}. Iceberg's own hold among the threads of one process only, by a thread that ends with
 * the first signal, and a last commit with it. Thread-safe.
 */
final class NoLocks implements LockManager {
  @Override
  public boolean acquire(String entity, String owner) {
    return true;
  }

  @Override
  public boolean release(String entity, String owner) {
    return true;
  }

  @Override
  public void initialize(Map<String, String> properties) {}

  @Override
  public void close() {}
}
