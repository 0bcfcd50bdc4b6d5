package dev.doppio.local;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * A certificate authority of one workspace, which signs what the servers show on loopback. Keys are
 * made by the JDK's keytool; everything is there as PEM too. Worth nothing outside of the tests.
 */
public final class PrivateCa {
  /** Of the trust store: not a secret, as there is no private key in it. */
  public static final String TRUST_STORE_PASSWORD = "doppio";

  private static final String KEY_STORE = "keys.p12";
  private static final String CA = "ca";

  private final Path folder;

  private PrivateCa(Path folder) {
    this.folder = folder;
  }

  /**
   * A key and what proves whose it is, all PEM.
   *
   * @param key PKCS #8, not encrypted
   * @param certificate signed by the CA, for 127.0.0.1 and localhost
   * @param bundle key, certificate and the CA's certificate in one file
   */
  public record Identity(Path key, Path certificate, Path bundle) {}

  /** Makes its key in an empty folder. */
  static PrivateCa create(Path folder) {
    PrivateCa ca = new PrivateCa(folder);
    ca.keytool(CA, "Doppio local CA", "-ext", "bc:critical=ca:true", "-ext", "ku=keyCertSign");
    try {
      KeyStore store = ca.keyStore();
      Files.writeString(ca.certificate(), pem("CERTIFICATE", store.getCertificate(CA)));
      KeyStore trust = KeyStore.getInstance("PKCS12");
      trust.load(null, null);
      trust.setCertificateEntry(CA, store.getCertificate(CA));
      try (var out = Files.newOutputStream(ca.trustStore())) {
        trust.store(out, TRUST_STORE_PASSWORD.toCharArray());
      }
      return ca;
    } catch (IOException | GeneralSecurityException e) {
      throw new LocalException("Cannot make a certificate authority in " + folder + ": " + e, e);
    }
  }

  /** The CA's certificate, PEM: what a client has to trust. */
  public Path certificate() {
    return folder.resolve("ca.pem");
  }

  /** The same as a PKCS #12 store, for clients that do not read PEM. */
  public Path trustStore() {
    return folder.resolve("trust.p12");
  }

  /** A key with a certificate for {@code CN=<name>}; the same one for the same name. */
  public synchronized Identity issue(String name) {
    Path key = folder.resolve(name + ".key.pem");
    Path certificate = folder.resolve(name + ".pem");
    Path bundle = folder.resolve(name + ".bundle.pem");
    if (!Files.exists(bundle)) {
      keytool(name, name, "-signer", CA, "-ext", "san=dns:localhost,ip:127.0.0.1");
      try {
        KeyStore store = keyStore();
        String keyText = pem("PRIVATE KEY", store.getKey(name, password()).getEncoded());
        String certificateText = pem("CERTIFICATE", store.getCertificate(name));
        Files.writeString(key, keyText);
        Files.writeString(certificate, certificateText);
        Files.writeString(bundle, keyText + certificateText + Files.readString(certificate()));
      } catch (IOException | GeneralSecurityException e) {
        throw new LocalException("Cannot issue a certificate for " + name + ": " + e, e);
      }
    }
    return new Identity(key, certificate, bundle);
  }

  private void keytool(String alias, String commonName, String... more) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of("-genkeypair", "-alias", alias, "-dname", "CN=" + commonName));
    command.addAll(List.of("-keyalg", "RSA", "-keysize", "2048", "-validity", "30"));
    command.addAll(List.of("-keystore", folder.resolve(KEY_STORE).toString()));
    command.addAll(List.of("-storetype", "PKCS12", "-storepass", TRUST_STORE_PASSWORD));
    command.addAll(List.of(more));
    Programs.Outcome outcome = Programs.run(new ProcessBuilder(command));
    if (outcome.exitCode() != 0) {
      throw new LocalException("keytool made no key for " + alias + ": " + outcome.output());
    }
  }

  private KeyStore keyStore() throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(folder.resolve(KEY_STORE))) {
      store.load(in, password());
    }
    return store;
  }

  private static char[] password() {
    return TRUST_STORE_PASSWORD.toCharArray();
  }

  private static String pem(String what, Certificate certificate) throws GeneralSecurityException {
    return pem(what, certificate.getEncoded());
  }

  private static String pem(String what, byte[] der) {
    Base64.Encoder lines = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII));
    String body = lines.encodeToString(der);
    return "-----BEGIN " + what + "-----\n" + body + "\n-----END " + what + "-----\n";
  }
}
