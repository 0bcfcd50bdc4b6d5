package dev.doppio.capture.preflight;

import dev.doppio.capture.config.CaptureConfig;
import dev.doppio.schemas.gtid.Gtid;
import dev.doppio.schemas.gtid.GtidSet;
import dev.doppio.schemas.source.LastTransaction;
import java.util.Optional;

/** Looks a transaction up in the binlog of a server. */
public interface BinlogLook {
  /**
   * What stands there under the GTID.
   *
   * @param config of the server
   * @param gtid of the transaction
   * @param others what the server need not send
   * @return empty when its binlogs do not have it
   * @throws dev.doppio.schemas.failure.DoppioException SOURCE_UNAVAILABLE, SOURCE_REFUSED
   */
  Optional<LastTransaction> find(CaptureConfig config, Gtid gtid, GtidSet others);
}
