import { expect, it } from 'vitest';
import { parseMemoryLimit } from './go-bytes.ts';

it.each([
  ['off', Number.POSITIVE_INFINITY],
  ['0', 0],
  ['1000', 1_000],
  ['12B', 12],
  ['3KiB', 3_072],
  ['250MiB', 250 * 1024 ** 2],
  ['2GiB', 2 * 1024 ** 3],
  ['1TiB', 1024 ** 4],
])('%s is %d bytes', (text, bytes) => expect(parseMemoryLimit(text)).toBe(bytes));

it.each(['', 'OFF', '-1', '1.5GiB', '250M', '250MB', '250 MiB', 'MiB', '250mib', '9223372036854775808', '8388608TiB'])(
  '"%s" is none',
  (text) => expect(parseMemoryLimit(text)).toBeUndefined(),
);
