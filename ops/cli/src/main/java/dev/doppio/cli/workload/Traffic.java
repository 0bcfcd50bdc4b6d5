package dev.doppio.cli.workload;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * Plans transactions from a seed: each writes several documents of one member. It remembers which
 * messages there are, so every update and delete finds its document. Used by one thread.
 */
public final class Traffic {
  private static final double SKEW = 0.99;
  private static final int PERCENT = 100;
  private static final int MOST_MESSAGES = 60;
  private static final int SMALLEST = 100;
  private static final int USUAL = 2_000;
  private static final int LARGE = 20_000;
  private static final int LARGEST = 200_000;

  private final RandomGenerator random;
  private final Skew skew;
  private final List<Mailbox> mailboxes = new ArrayList<>();

  private static final class Mailbox {
    final String member;
    final List<Long> messages = new ArrayList<>();
    long next = 1;

    Mailbox(String member) {
      this.member = member;
    }
  }

  /**
   * @param members who writes; the first ones most
   * @param seed the same seed plans the same traffic
   */
  public Traffic(List<String> members, long seed) {
    members.forEach(member -> mailboxes.add(new Mailbox(member)));
    skew = new Skew(mailboxes.size(), SKEW);
    random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
  }

  /** The rows that are there before anything else: a transaction a member. */
  public List<List<Write>> population(int messagesPerMember) {
    List<List<Write>> population = new ArrayList<>();
    for (Mailbox mailbox : mailboxes) {
      List<Write> writes = new ArrayList<>();
      writes.add(new Write.Join(mailbox.member, random.nextLong()));
      for (int i = 0; i < messagesPerMember; i++) {
        writes.add(insert(mailbox));
      }
      population.add(writes);
    }
    return population;
  }

  /** The next transaction; all of its documents are one member's. */
  public List<Write> next() {
    Mailbox mailbox = mailboxes.get(skew.pick(random));
    List<Write> writes = new ArrayList<>();
    writes.add(new Write.Touch(mailbox.member, random.nextLong()));
    int choice = random.nextInt(PERCENT);
    boolean full = mailbox.messages.size() >= MOST_MESSAGES;
    if (mailbox.messages.isEmpty() || (choice < 50 && !full)) {
      times(1 + random.nextInt(choice < 10 ? 5 : 1), () -> writes.add(insert(mailbox)));
    } else if (choice < 78 && !full) {
      times(1 + random.nextInt(3), () -> writes.add(update(mailbox)));
    } else {
      times(
          Math.min(1 + random.nextInt(4), mailbox.messages.size()), () -> delete(mailbox, writes));
    }
    return writes;
  }

  private static void times(int count, Runnable action) {
    for (int i = 0; i < count; i++) {
      action.run();
    }
  }

  private Write insert(Mailbox mailbox) {
    long message = mailbox.next++;
    mailbox.messages.add(message);
    return new Write.Insert(mailbox.member, message, bytes(), random.nextLong());
  }

  private Write update(Mailbox mailbox) {
    long message = mailbox.messages.get(random.nextInt(mailbox.messages.size()));
    return new Write.Update(mailbox.member, message, bytes(), random.nextLong());
  }

  private void delete(Mailbox mailbox, List<Write> writes) {
    int index = random.nextInt(mailbox.messages.size());
    writes.add(new Write.Delete(mailbox.member, mailbox.messages.remove(index)));
  }

  /** 100 bytes to 200 KB: nine in ten below 2 KB, one in a hundred above 20 KB. */
  private int bytes() {
    int choice = random.nextInt(PERCENT);
    if (choice < 90) {
      return between(SMALLEST, USUAL);
    }
    return choice < 99 ? between(USUAL, LARGE) : between(LARGE, LARGEST);
  }

  private int between(int lowest, int highest) {
    return lowest + random.nextInt(highest - lowest + 1);
  }
}
