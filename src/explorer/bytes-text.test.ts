import { expect, it } from 'vitest';
import { bytesText } from './bytes-text.ts';

it.each([
  [0, '0 B'],
  [1_023, '1023 B'],
  [1_024, '1.00 KiB'],
  [-2_048, '-2.00 KiB'],
  [15.25 * 1024, '15.3 KiB'],
  [150 * 1024 * 1024, '150 MiB'],
])('bytesText(%d)', (bytes, text) => expect(bytesText(bytes)).toBe(text));
