package dev.doppio.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrivateCaTest {
  @TempDir private Path folder;

  @Test
  void aCertificateIsSignedByTheAuthorityAndNamesLoopback() throws Exception {
    PrivateCa ca = PrivateCa.create(folder);
    PrivateCa.Identity identity = ca.issue("server");

    X509Certificate authority = read(ca.certificate());
    X509Certificate certificate = read(identity.certificate());
    certificate.verify(authority.getPublicKey());
    assertThat(certificate.getSubjectX500Principal().getName()).isEqualTo("CN=server");
    assertThat(certificate.getSubjectAlternativeNames())
        .extracting(name -> name.get(1).toString())
        .containsExactlyInAnyOrder("localhost", "127.0.0.1");
    assertThat(Files.readString(identity.key())).startsWith("-----BEGIN PRIVATE KEY-----\n");
    assertThat(ca.issue("server")).isEqualTo(identity);
  }

  @Test
  void theTrustStoreHoldsTheAuthority() throws Exception {
    PrivateCa ca = PrivateCa.create(folder);
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(ca.trustStore())) {
      store.load(in, PrivateCa.TRUST_STORE_PASSWORD.toCharArray());
    }
    assertThat(store.getCertificate("ca")).isEqualTo(read(ca.certificate()));
  }

  private static X509Certificate read(Path pem) throws Exception {
    try (InputStream in = Files.newInputStream(pem)) {
      return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
    }
  }
}
