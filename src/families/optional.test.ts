import { expect, it } from 'vitest';
import { optionalText } from './optional.ts';

it.each([
  [undefined, ''],
  [true, 'true'],
  [false, 'false'],
  [0, '0'],
  [-8080, '-8080'],
])('%j is %j', (value, text) => expect(optionalText(value)).toBe(text));
