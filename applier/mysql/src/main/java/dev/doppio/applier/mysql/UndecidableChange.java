package dev.doppio.applier.mysql;

/** Two schemas between which several statements lead, with different rows after them. */
final class UndecidableChange extends RuntimeException {
  UndecidableChange(String message) {
    super(message);
  }
}
