package dev.doppio.cli.demo;

import dev.doppio.local.LocalException;
import dev.doppio.schemas.failure.ExitCode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The daemons of both datacenters.
 *
 * @param sidecar of the storage node in dc1
 * @param applier of the replica in dc2
 * @param here an index and tables in dc1
 * @param there an index and tables in dc2
 */
record Fleet(
    DaemonProcess sidecar,
    DaemonProcess applier,
    List<FolderTarget> here,
    List<FolderTarget> there) {
  Fleet {
    here = List.copyOf(here);
    there = List.copyOf(there);
  }

  List<FolderTarget> targets() {
    return Stream.concat(here.stream(), there.stream()).toList();
  }

  /**
   * SIGTERM to all at once, and waits.
   *
   * @return how many they were
   * @throws LocalException when one did not drain and exit 0
   */
  int stop() {
    List<DaemonProcess> all = new ArrayList<>(List.of(applier, sidecar));
    targets().forEach(target -> all.add(target.daemon()));
    all.forEach(DaemonProcess::terminate);
    for (DaemonProcess daemon : all) {
      int code = daemon.awaitEnd();
      if (code != ExitCode.OK.code()) {
        throw new LocalException(
            "The "
                + daemon.name()
                + " did not drain and exit 0 after SIGTERM, but ended with "
                + code
                + ": "
                + daemon.lastWords());
      }
    }
    return all.size();
  }
}
