import { bench, describe } from 'vitest';
import { crc32Join, crc32Shift } from '../../src/base/crc32.ts';

describe('crc32', () => {
  let crc = 1;
  const shift = crc32Shift(51_234);
  bench('join', () => {
    crc = crc32Join(crc, 0x12345678, shift);
  });
  bench('shift', () => {
    crc32Shift(51_234);
  });
});
