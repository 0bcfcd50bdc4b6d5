package dev.doppio.capture.stream;

import dev.doppio.schemas.document.TableVersion;
import dev.doppio.schemas.gtid.GtidSet;
import dev.doppio.schemas.source.ChangeSource;
import dev.doppio.schemas.source.SourcePosition;
import java.util.Collection;

/** A stream that tells of itself what a snapshot beside it has to know. */
public interface PositionedSource extends ChangeSource {
  /** Everything in it has been polled, or was of no interest. */
  SourcePosition position();

  /**
   * Every transaction that has been polled, or was of no interest; those too that are prepared and
   * neither committed nor rolled back, of which nothing shows at the server.
   */
  GtidSet told();

  /** {@code server_uuid} of the server that it comes from; empty when it does not tell. */
  String server();

  /**
   * Tables that hold rows, and come under capture with this stream: the log has nothing of them.
   */
  Collection<TableVersion> unread();
}
