package dev.doppio.applier.hadoop;

import org.apache.iceberg.LocationProviders;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.encryption.EncryptionManager;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.LocationProvider;

/**
 * A table as it was read once. What is committed here takes effect on top of just that, or not at
 * all: Iceberg's own operations would read the table again and go on, past whatever was compared
 * before. Owned by one thread, for one commit.
 */
final class PinnedOperations implements TableOperations {
  private final TableOperations operations;
  private TableMetadata pinned;

  PinnedOperations(TableOperations operations) {
    this.operations = operations;
    this.pinned = operations.refresh();
  }

  @Override
  public TableMetadata current() {
    return pinned;
  }

  @Override
  public TableMetadata refresh() {
    return pinned;
  }

  /**
   * @throws CommitFailedException when the table is another by now; nothing was done
   * @throws CommitStateUnknownException when nobody can tell; no file of the commit is removed then
   */
  @Override
  public void commit(TableMetadata base, TableMetadata next) {
    if (base != pinned) {
      throw new CommitFailedException("the table was read again in the midst of a commit");
    }
    try {
      operations.commit(base, next);
    } catch (CommitFailedException e) {
      if (!isThere(next, e)) {
        throw e;
      }
    }
    pinned = operations.refresh();
  }

  /**
   * A rename whose answer was lost is reported as one that failed; others may have committed on top
   * of it since.
   */
  private boolean isThere(TableMetadata next, CommitFailedException failure) {
    try {
      TableMetadata now = operations.refresh();
      long snapshot = snapshot(next);
      return snapshot == snapshot(pinned)
          ? now.lastUpdatedMillis() == next.lastUpdatedMillis()
              && now.properties().equals(next.properties())
          : now.snapshot(snapshot) != null;
    } catch (RuntimeException e) {
      failure.addSuppressed(e);
      throw new CommitStateUnknownException(failure);
    }
  }

  private static long snapshot(TableMetadata metadata) {
    return metadata.currentSnapshot() == null ? -1 : metadata.currentSnapshot().snapshotId();
  }

  @Override
  public FileIO io() {
    return operations.io();
  }

  @Override
  public EncryptionManager encryption() {
    return operations.encryption();
  }

  @Override
  public String metadataFileLocation(String file) {
    return operations.metadataFileLocation(file);
  }

  @Override
  public LocationProvider locationProvider() {
    return LocationProviders.locationsFor(pinned.location(), pinned.properties());
  }

  @Override
  public long newSnapshotId() {
    return operations.newSnapshotId();
  }
}
