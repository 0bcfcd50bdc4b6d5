package dev.doppio.cli.desk;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** Who runs the command, for what is recorded. */
public final class Operator {
  private Operator() {}

  /** User and host. */
  public static String name() {
    String user = System.getProperty("user.name");
    try {
      return user + "@" + InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return user;
    }
  }
}
