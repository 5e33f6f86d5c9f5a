import type { SecureContextOptions, Server, TLSSocket, TlsOptions } from 'node:tls';
import type { ServerTls } from '../base/network.ts';
import { admitsClient } from './client-certificates.ts';

/** Options of Node's servers for the TLS of a port. */
export function secureOptions(tls: ServerTls): TlsOptions {
  const { clientAuth = 'none', http2 } = tls;
  return {
    ...contextOptions(tls),
    requestCert: clientAuth !== 'none',
    // Whether a certificate is good enough depends on the policy: `admitClients` decides.
    rejectUnauthorized: false,
    ALPNProtocols: http2 ? ['h2', 'http/1.1'] : ['http/1.1'],
  };
}

function contextOptions(tls: ServerTls): SecureContextOptions & { readonly allowPartialTrustChain: boolean } {
  const { key, cert, clientCa, minVersion, maxVersion, ciphers, curves, honorCipherOrder } = tls;
  return {
    key,
    cert,
    // Certificates that are named are trusted, whoever issued them, as in Go.
    allowPartialTrustChain: true,
    ...(clientCa && { ca: [...clientCa] }),
    ...(minVersion && { minVersion }),
    ...(maxVersion && { maxVersion }),
    ...(ciphers && { ciphers }),
    ...(curves && { ecdhCurve: curves }),
    ...(honorCipherOrder !== undefined && { honorCipherOrder }),
  };
}

/**
 * Makes a server close connections whose client certificate the policy does not admit, before a request is read. The result applies other
 * certificates and another policy to the connections to come.
 */
export function admitClients(server: Server, initial: ServerTls): (tls: ServerTls) => void {
  let tls = initial;
  const accept = server.listeners('secureConnection') as ((socket: TLSSocket) => void)[];
  server.removeAllListeners('secureConnection');
  server.on('secureConnection', (socket: TLSSocket) => {
    if (!admitsClient(tls, presentedBy(socket))) socket.destroy();
    else for (const each of accept) each.call(server, socket);
  });
  return (renewed) => {
    tls = renewed;
    server.setSecureContext(contextOptions(renewed));
    // Read for each connection; Node's types do not have it.
    Object.assign(server, { requestCert: (renewed.clientAuth ?? 'none') !== 'none' });
  };
}

function presentedBy(socket: TLSSocket): Parameters<typeof admitsClient>[1] {
  const certificate = socket.getPeerX509Certificate();
  return certificate && { verified: socket.authorized, subjectAltName: certificate.subjectAltName };
}
