/** GTIDs and sets of them, holes kept: how MySQL names transactions. Depends on nothing. */
package dev.doppio.schemas.gtid;
