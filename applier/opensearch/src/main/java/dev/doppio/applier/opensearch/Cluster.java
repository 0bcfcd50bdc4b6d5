package dev.doppio.applier.opensearch;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.doppio.schemas.failure.DoppioException;
import dev.doppio.schemas.failure.FailureKind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.apache.hc.client5.http.impl.async.HttpAsyncClientBuilder;
import org.apache.hc.client5.http.impl.nio.PoolingAsyncClientConnectionManagerBuilder;
import org.apache.hc.client5.http.ssl.ClientTlsStrategyBuilder;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.message.BasicHeader;
import org.opensearch.client.json.jackson.JacksonJsonpMapper;
import org.opensearch.client.opensearch.generic.Body;
import org.opensearch.client.opensearch.generic.OpenSearchGenericClient;
import org.opensearch.client.opensearch.generic.Request;
import org.opensearch.client.opensearch.generic.Requests;
import org.opensearch.client.opensearch.generic.Response;
import org.opensearch.client.transport.OpenSearchTransport;
import org.opensearch.client.transport.httpclient5.ApacheHttpClient5TransportBuilder;
import org.opensearch.client.transport.httpclient5.ResponseException;

/**
 * Requests to a cluster. Where a node does not answer the same request may go to the next one, and
 * be done twice: every one that is sent may be. Thread-safe.
 */
final class Cluster implements AutoCloseable {
  /** Numbers keep all their digits, and what a source stored is taken whole. */
  static final JsonMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxStringLength(Integer.MAX_VALUE)
                          .maxNameLength(Integer.MAX_VALUE)
                          .maxNumberLength(Integer.MAX_VALUE)
                          .build())
                  .build())
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  /** For what has to be read as it was written last: copies of a shard may be late. */
  static final Map<String, String> AT_PRIMARY = Map.of("preference", "_primary");

  private static final byte[] NOTHING = {};
  private static final String LINES = "application/x-ndjson";
  private static final String DOCUMENT = "application/json";

  private final OpenSearchTargetConfig.Access access;
  private final OpenSearchTransport transport;
  private final OpenSearchGenericClient client;

  private Cluster(OpenSearchTargetConfig.Access access, OpenSearchTransport transport) {
    this.access = access;
    this.transport = transport;
    this.client = new OpenSearchGenericClient(transport);
  }

  /**
   * Connects with the first request.
   *
   * @throws DoppioException TARGET_REFUSED when the file of authorities does not read
   */
  static Cluster open(OpenSearchTargetConfig.Access access) {
    HttpHost[] hosts =
        access.nodes().stream()
            .map(node -> new HttpHost(node.getScheme(), node.getHost(), node.getPort()))
            .toArray(HttpHost[]::new);
    Optional<SSLContext> tls = access.trusted().map(Cluster::trusting);
    long millis = access.timeout().toMillis();
    return new Cluster(
        access,
        ApacheHttpClient5TransportBuilder.builder(hosts)
            .setMapper(new JacksonJsonpMapper(JSON))
            .setDefaultHeaders(headers(access))
            .setRequestConfigCallback(
                request -> request.setResponseTimeout(millis, TimeUnit.MILLISECONDS))
            .setHttpClientConfigCallback(http -> configured(http, tls))
            .build());
  }

  private static HttpAsyncClientBuilder configured(
      HttpAsyncClientBuilder http, Optional<SSLContext> tls) {
    PoolingAsyncClientConnectionManagerBuilder connections =
        PoolingAsyncClientConnectionManagerBuilder.create()
            .setMaxConnPerRoute(ApacheHttpClient5TransportBuilder.DEFAULT_MAX_CONN_TOTAL)
            .setMaxConnTotal(ApacheHttpClient5TransportBuilder.DEFAULT_MAX_CONN_TOTAL);
    tls.ifPresent(
        context ->
            connections.setTlsStrategy(
                ClientTlsStrategyBuilder.create().setSslContext(context).buildAsync()));
    return http.disableAutomaticRetries().setConnectionManager(connections.build());
  }

  private static Header[] headers(OpenSearchTargetConfig.Access access) {
    return access
        .account()
        .map(account -> account.user() + ":" + account.password())
        .map(both -> Base64.getEncoder().encodeToString(both.getBytes(StandardCharsets.UTF_8)))
        .map(basic -> new Header[] {new BasicHeader(HttpHeaders.AUTHORIZATION, "Basic " + basic)})
        .orElse(new Header[0]);
  }

  private static SSLContext trusting(Path file) {
    try (InputStream pem = Files.newInputStream(file)) {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      for (Certificate each : CertificateFactory.getInstance("X.509").generateCertificates(pem)) {
        store.setCertificateEntry("authority " + store.size(), each);
      }
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(store);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (IOException | GeneralSecurityException e) {
      throw new DoppioException(
          FailureKind.TARGET_REFUSED,
          "the certificates in "
              + file
              + " do not read ("
              + e.getMessage()
              + "): name a PEM file in target.opensearch.ca-file",
          e);
    }
  }

  /** Where it is, for messages. */
  String address() {
    return access.nodes().get(0).toString();
  }

  Answer get(String path) {
    return send("GET", path, Map.of(), Optional.empty());
  }

  Answer get(String path, Map<String, String> query) {
    return send("GET", path, query, Optional.empty());
  }

  Answer post(String path, Map<String, String> query, JsonNode body) {
    return send("POST", path, query, Optional.of(document(body)));
  }

  Answer put(String path, Map<String, String> query, JsonNode body) {
    return send("PUT", path, query, Optional.of(document(body)));
  }

  Answer delete(String path) {
    return send("DELETE", path, Map.of(), Optional.empty());
  }

  /** A body of one JSON document a line. */
  Answer lines(String path, Map<String, String> query, byte[] body) {
    return send("POST", path, query, Optional.of(Body.from(body, LINES)));
  }

  private static Body document(JsonNode body) {
    return Body.from(body.toString().getBytes(StandardCharsets.UTF_8), DOCUMENT);
  }

  /**
   * @throws DoppioException TARGET_UNAVAILABLE when no answer came: nobody knows whether it was
   *     done; TARGET_REFUSED where this account may not
   */
  private Answer send(String method, String path, Map<String, String> query, Optional<Body> body) {
    String where = address() + path;
    Answer answer =
        answer(where, Requests.create(method, path, List.of(), query, body.orElse(null)));
    OpenSearchFailures.throwIfDenied(where, answer);
    return answer;
  }

  private Answer answer(String where, Request request) {
    try (Response response = client.execute(request)) {
      byte[] body = response.getBody().map(Body::bodyAsBytes).orElse(NOTHING);
      return new Answer(response.getStatus(), read(body));
    } catch (IOException e) {
      // Of some statuses the transport makes an exception, which it wraps in others.
      ResponseException answered =
          Stream.iterate((Throwable) e, cause -> cause != null, Throwable::getCause)
              .filter(ResponseException.class::isInstance)
              .map(ResponseException.class::cast)
              .findFirst()
              .orElseThrow(() -> OpenSearchFailures.unanswered(where, e));
      return new Answer(answered.status(), body(answered));
    }
  }

  /** What the exception's message ends with; missing where that is none. */
  private static JsonNode body(ResponseException answered) {
    int begin = answered.getMessage().indexOf("\n{");
    try {
      return begin < 0
          ? MissingNode.getInstance()
          : JSON.readTree(answered.getMessage().substring(begin));
    } catch (IOException noJson) {
      return MissingNode.getInstance();
    }
  }

  private static JsonNode read(byte[] body) throws IOException {
    if (body.length == 0) {
      return MissingNode.getInstance();
    }
    return body[0] == '{' || body[0] == '[' ? JSON.readTree(body) : JSON.createObjectNode();
  }

  static ObjectNode object() {
    return JSON.createObjectNode();
  }

  @Override
  public void close() {
    try {
      transport.close();
    } catch (IOException e) {
      throw OpenSearchFailures.unanswered(address() + ", closing", e);
    }
  }
}
