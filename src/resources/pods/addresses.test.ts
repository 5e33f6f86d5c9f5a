import { describe, expect, it } from 'vitest';
import { addressFamily } from './addresses.ts';

// By Go's netip.ParseAddr and Unmap.
describe('addressFamily', () => {
  it.each([
    ['10.0.0.1', '4'],
    ['::ffff:10.0.0.1', '4'],
    ['0:0:0:0:0:FFFF:a00:1', '4'],
    ['::ffff:10.0.0.1%eth0', '4'],
    ['::ffff:0:0', '4'],
    ['::', '6'],
    ['::ffff:1', '6'],
    ['::10.0.0.1', '6'],
    ['0:0:0:0:ffff:1:2:3', '6'],
    ['fd00::1', '6'],
    ['fe80::1%eth0', '6'],
    ['fe80::1%any thing%at all', '6'],
  ])('%s is of IPv%s', (text, family) => expect(addressFamily(text)).toBe(family));

  it.each([
    '',
    '010.0.0.1',
    '10.0.0',
    '10.0.0.256',
    '10.0.0.1%eth0',
    'fe80::1%',
    '%eth0',
    '1::2::3',
    '::ffff:01.0.0.1',
    'x',
    '[::1]',
    '1:2:3:4:5:6:7::8',
  ])('%j is none', (text) => expect(addressFamily(text)).toBeUndefined());
});
