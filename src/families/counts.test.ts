import { expect, it } from 'vitest';
import { familySamplesOf } from '../../test/support/rendering.ts';
import { optionalStatusCount, requiredSpecCount, specCount, statusCount } from './counts.ts';
import { statusTimeFamily } from './times.ts';

const object = { spec: { n: -3 }, status: { n: 2_000_000, at: '2024-03-01T00:00:00Z' } };

it.each([
  [statusCount('status', 'n', 1, 'Always.'), ['status 2e+06'], ['status 0']],
  [optionalStatusCount('status', 'n', 1, 'Where set.'), ['status 2e+06'], []],
  [requiredSpecCount('spec', 'n', 1, 'Always.'), ['spec -3'], ['spec 0']],
  [specCount('spec', 'n', 1, 'Where set.'), ['spec -3'], []],
  [statusTimeFamily('at', 'at', 1, 'Where set.'), ['at 1.7092512e+09'], []],
])('$name: $help', (made, set, unset) => {
  expect(familySamplesOf(made, object)).toEqual(set);
  expect(familySamplesOf(made, {})).toEqual(unset);
});
