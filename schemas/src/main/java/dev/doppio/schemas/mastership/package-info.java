/** Who masters a partition: the entries of the ledger, and their form in its topic. */
package dev.doppio.schemas.mastership;
