package dev.doppio.cli.verify;

/** Where the source looks for a document that a replica alone has named. */
interface Places {
  /** A key that no row can have gets the place of any other. */
  DocumentPlace of(TablePlan plan, KeptKey key);
}
