import { expect, it } from 'vitest';
import { scaledCount } from './scaling.ts';

it.each([
  [undefined, 10, true, undefined],
  [3, 10, true, 3],
  ['25%', 10, true, 3],
  ['25%', 10, false, 2],
  ['100%', 7, false, 7],
  ['-10%', 10, false, -1],
  ['25', 10, true, undefined],
  ['', 10, true, undefined],
  ['1.5%', 10, true, undefined],
])('%j of %d, rounded up: %s', (value, total, up, want) => expect(scaledCount(value, total, up)).toBe(want));
