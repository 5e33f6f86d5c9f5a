import { describe, expect, it } from 'vitest';
import { admitsClient, namesIn, type PresentedCertificate } from './client-certificates.ts';

const good: PresentedCertificate = { verified: true, subjectAltName: 'DNS:a.example' };
const stranger: PresentedCertificate = { verified: false, subjectAltName: 'DNS:a.example' };

describe('admitsClient', () => {
  it.each([
    ['none', true, true, true],
    ['request', true, true, true],
    ['require', false, true, true],
    ['verify-if-given', true, true, false],
    ['require-and-verify', false, true, false],
  ] as const)('%s: no certificate %s, a good one %s, a stranger’s %s', (clientAuth, none, ours, theirs) => {
    expect([undefined, good, stranger].map((each) => admitsClient({ clientAuth }, each))).toEqual([none, ours, theirs]);
  });

  it('wants one of the allowed names, and so a certificate', () => {
    const rule = { clientAuth: 'request', allowedSans: ['b.example', 'a.example'] } as const;
    expect(admitsClient(rule, good)).toBe(true);
    expect(admitsClient(rule, { verified: true, subjectAltName: 'DNS:c.example' })).toBe(false);
    expect(admitsClient(rule, { verified: true, subjectAltName: undefined })).toBe(false);
    expect(admitsClient(rule, undefined)).toBe(false);
    expect(admitsClient({ ...rule, allowedSans: [] }, good)).toBe(false);
  });
});

it('namesIn splits names of all kinds', () => {
  expect(
    namesIn('DNS:a.example, IP Address:10.0.0.1, IP Address:FE80:0:0:0:0:0:0:1, URI:spiffe://t/a, email:me@a'),
  ).toEqual(['a.example', '10.0.0.1', 'fe80::1', 'spiffe://t/a', 'me@a']);
  expect(namesIn('DNS:"a, DNS:b.example", DNS:c')).toEqual(['a, DNS:b.example', 'c']);
  expect(namesIn('')).toEqual([]);
});
