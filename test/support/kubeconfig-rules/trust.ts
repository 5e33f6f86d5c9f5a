import { clientCert, intermediateCert, rootCert, serverCert, serverKey } from '../pki.ts';
import { anonymous, asTok, base64, ca, https, one, type Rule } from './rule.ts';

/** Certificates of servers. */
export const trust: readonly Rule[] = [
  {
    name: 'the root CA in a file, relative to the kubeconfig',
    source: 'loader.go ResolveLocalPaths',
    files: { ...one({ server: '$HTTPS', 'certificate-authority': 'pki/ca.crt' }), 'pki/ca.crt': rootCert },
    expect: anonymous,
  },
  {
    name: 'an intermediate CA alone',
    source: 'crypto/x509 Certificate.Verify',
    files: one({ server: '$HTTPS', 'certificate-authority-data': base64(intermediateCert) }),
    expect: anonymous,
  },
  {
    name: 'the certificate of the server itself',
    source: 'crypto/x509 Certificate.Verify',
    files: one({ server: '$HTTPS', 'certificate-authority-data': base64(serverCert) }),
    expect: anonymous,
  },
  {
    name: 'another CA',
    source: 'crypto/x509',
    files: one({ server: '$HTTPS', 'certificate-authority-data': base64(clientCert) }),
    expect: 'untrusted',
  },
  {
    name: 'a bundle with comments, CRLF, keys and broken entries',
    source: 'crypto/x509 AppendCertsFromPEM',
    files: one({
      server: '$HTTPS',
      'certificate-authority-data': base64(
        `# comment\r\n\r\n${serverKey}-----BEGIN CERTIFICATE-----\r\nMIIB\r\n-----END CERTIFICATE-----\r\nsubject: CN=x\r\n${rootCert.replaceAll('\n', '  \r\n')}\r\n-----BEGIN CERTIFICATE-----\r\n`,
      ),
    }),
    expect: anonymous,
  },
  {
    name: 'a CA without a certificate',
    source: 'transport/transport.go rootCertPool',
    files: one({ server: '$HTTPS', 'certificate-authority-data': base64(serverKey) }),
    expect: { refused: /certificate-authority-data: has no certificate/ },
  },
  {
    name: 'a CA as data and as a file',
    source: 'validation.go validateClusterInfo',
    files: { ...one({ ...https, 'certificate-authority': 'ca.crt' }), 'ca.crt': rootCert },
    expect: { refused: /certificate-authority and certificate-authority-data are both given/ },
  },
  {
    name: 'a CA file that is not there',
    source: 'validation.go validateClusterInfo',
    files: one({ server: '$HTTPS', 'certificate-authority': 'ca.crt' }),
    expect: { refused: /clusters\["c"\]\.cluster\.certificate-authority: \S+: no such file/ },
  },
  {
    name: 'no check',
    source: 'transport/transport.go TLSConfigFor',
    files: one({ server: '$HTTPS', 'insecure-skip-tls-verify': true }, { token: 'tok' }),
    expect: asTok,
  },
  {
    name: 'no check with a CA',
    source: 'transport/transport.go TLSConfigFor',
    files: one({ ...https, 'insecure-skip-tls-verify': true }),
    expect: { refused: /certificate-authority-data cannot be combined with insecure-skip-tls-verify/ },
  },
  {
    name: 'no check with a CA over plain HTTP',
    source: 'client_config.go ClientConfig',
    files: one({ server: '$HTTP', ...ca, 'insecure-skip-tls-verify': true }),
    expect: { over: 'http' },
  },
  {
    name: 'another name of the server',
    source: 'client_config.go',
    files: one({ ...https, 'tls-server-name': 'api.test' }),
    expect: { ...anonymous, sni: 'api.test' },
  },
  {
    name: 'a name that the server has not',
    source: 'client_config.go',
    files: one({ ...https, 'tls-server-name': 'other.test' }),
    expect: 'untrusted',
  },
  {
    name: 'no CA: the system does not trust it',
    source: 'crypto/x509',
    files: one({ server: '$HTTPS' }),
    expect: 'untrusted',
  },
  {
    name: 'no CA and SSL_CERT_FILE',
    source: 'crypto/x509/root_unix.go',
    files: { ...one({ server: '$HTTPS' }), 'ca.pem': rootCert },
    env: { SSL_CERT_FILE: '$DIR/ca.pem' },
    expect: anonymous,
  },
  {
    name: 'no CA and SSL_CERT_DIR with two folders',
    source: 'crypto/x509/root_unix.go',
    files: { ...one({ server: '$HTTPS' }), 'certs/any.txt': rootCert },
    env: { SSL_CERT_DIR: '/missing:$DIR/certs' },
    expect: anonymous,
  },
  {
    name: 'a CA and SSL_CERT_FILE: the CA alone',
    source: 'transport/transport.go rootCertPool',
    files: { ...one({ server: '$HTTPS', 'certificate-authority-data': base64(clientCert) }), 'ca.pem': rootCert },
    env: { SSL_CERT_FILE: '$DIR/ca.pem' },
    expect: 'untrusted',
  },
];
