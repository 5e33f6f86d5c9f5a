import { expect, it } from 'vitest';
import { isOlder } from './resource-version.ts';

it.each([
  ['1', '2', true],
  ['9', '10', true],
  ['10', '9', false],
  ['10', '10', false],
  ['', '10', false],
  ['a', 'b', false],
])('%s is older than %s: %s', (a, b, older) => expect(isOlder(a, b)).toBe(older));
