import { isIP } from 'node:net';
import type { ServerTls } from '../base/network.ts';

/** Certificate that a client has presented. */
export interface PresentedCertificate {
  /** Whether a trusted CA has issued it. */
  readonly verified: boolean;
  /** As Node writes the names: `DNS:a.example, IP Address:10.0.0.1, URI:spiffe://a, email:me@a.example`. */
  readonly subjectAltName: string | undefined;
}

/** Decides whether a client may connect, by the rules of Go's crypto/tls for each policy; undefined: it presented no certificate. */
export function admitsClient(
  { clientAuth = 'none', allowedSans }: Pick<ServerTls, 'clientAuth' | 'allowedSans'>,
  presented: PresentedCertificate | undefined,
): boolean {
  if (clientAuth === 'none') return true;
  const required = clientAuth === 'require' || clientAuth === 'require-and-verify';
  // A list of names wants a certificate to look at, whatever the policy.
  if (!presented) return !required && allowedSans === undefined;
  const verifies = clientAuth === 'verify-if-given' || clientAuth === 'require-and-verify';
  if (verifies && !presented.verified) return false;
  return (
    allowedSans === undefined || namesIn(presented.subjectAltName ?? '').some((name) => allowedSans.includes(name))
  );
}

/** Splits a list of names; Node quotes names that hold commas or quotes as JSON does. */
export function namesIn(subjectAltName: string): readonly string[] {
  const entries = subjectAltName.match(/(?:DNS|IP Address|URI|email):(?:"(?:[^"\\]|\\.)*"|[^,]*)/g) ?? [];
  return entries.map((entry) => {
    const value = entry.slice(entry.indexOf(':') + 1);
    const name = value.startsWith('"') ? (JSON.parse(value) as string) : value;
    return entry.startsWith('IP Address:') ? canonicalAddress(name) : name;
  });
}

/** Addresses as Go writes them: IPv6 in lower case, with the longest run of zeros left out. */
function canonicalAddress(address: string): string {
  return isIP(address) === 6 ? new URL(`http://[${address}]`).hostname.slice(1, -1) : address;
}
