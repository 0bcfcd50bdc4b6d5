package dev.doppio.cli.workload;

/** One document written; the statement's values follow from it alone. */
public sealed interface Write {
  /** The document's member, whose documents share a partition. */
  String member();

  /** Calls the case that this write is. */
  <R> R match(Cases<R> cases);

  /** One method per write. */
  interface Cases<R> {
    R join(Join join);

    R touch(Touch touch);

    R insert(Insert insert);

    R update(Update update);

    R delete(Delete delete);
  }

  /**
   * A member is new.
   *
   * @param seed of its values
   */
  record Join(String member, long seed) implements Write {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.join(this);
    }
  }

  /**
   * The member's own document changes.
   *
   * @param seed of its values
   */
  record Touch(String member, long seed) implements Write {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.touch(this);
    }
  }

  /**
   * A message is new.
   *
   * @param message its number within the member
   * @param bytes length of its body
   * @param seed of its values
   */
  record Insert(String member, long message, int bytes, long seed) implements Write {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.insert(this);
    }
  }

  /**
   * A message gets another body.
   *
   * @param message its number within the member
   * @param bytes length of its body
   * @param seed of its values
   */
  record Update(String member, long message, int bytes, long seed) implements Write {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.update(this);
    }
  }

  /**
   * A message is gone.
   *
   * @param message its number within the member
   */
  record Delete(String member, long message) implements Write {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.delete(this);
    }
  }
}
