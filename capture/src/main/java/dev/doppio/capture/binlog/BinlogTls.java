package dev.doppio.capture.binlog;

import com.github.shyiko.mysql.binlog.network.DefaultSSLSocketFactory;
import dev.doppio.capture.config.Tls;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/**
 * TLS of the binlog connection by the configured stores. As with MySQL's own client, a server is
 * believed unseen where the mode does not say that it is to be verified.
 */
final class BinlogTls extends DefaultSSLSocketFactory {
  private final Tls tls;

  BinlogTls(Tls tls) {
    super("TLS");
    this.tls = tls;
  }

  @Override
  protected void initSSLContext(SSLContext context) throws GeneralSecurityException {
    try {
      context.init(keys(), trust(), null);
    } catch (IOException e) {
      throw new GeneralSecurityException("a store of keys or certificates: " + e.getMessage(), e);
    }
  }

  private KeyManager[] keys() throws GeneralSecurityException, IOException {
    if (tls.keyStore().isEmpty()) {
      return new KeyManager[0];
    }
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(
        store(tls.keyStore().get(), tls.keyStorePassword()), password(tls.keyStorePassword()));
    return factory.getKeyManagers();
  }

  private TrustManager[] trust() throws GeneralSecurityException, IOException {
    if (!tls.mode().verifies()) {
      return new TrustManager[] {new Anybody()};
    }
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store(tls.trustStore().orElseThrow(), tls.trustStorePassword()));
    return factory.getTrustManagers();
  }

  private static KeyStore store(Path file, Optional<String> password)
      throws GeneralSecurityException, IOException {
    return KeyStore.getInstance(file.toFile(), password(password));
  }

  private static char[] password(Optional<String> password) {
    return password.orElse("").toCharArray();
  }

  /** Encrypts without asking who it is. */
  private static final class Anybody implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
