package dev.doppio.logreader;

/** Two schemas between which several statements lead, with different rows after them. */
public final class UndecidableChange extends RuntimeException {
  UndecidableChange(String message) {
    super(message);
  }
}
