import { expect, it } from 'vitest';
import { familySamplesOf } from '../../test/support/rendering.ts';
import { createdFamily, deletionTimestampFamily, generationFamily, resourceVersionFamily } from './metadata.ts';

const metadata = {
  creationTimestamp: '2024-03-01T00:00:00Z',
  deletionTimestamp: '2024-03-01T00:00:01Z',
  generation: 5,
  resourceVersion: '12345',
};

it.each([
  [createdFamily('f', 'a thing'), 'f 1.7092512e+09'],
  [deletionTimestampFamily('f', 'a thing'), 'f 1.709251201e+09'],
  [generationFamily('f', 'a thing'), 'f 5'],
  [resourceVersionFamily('f', 'a thing'), 'f 12345'],
])('$help', (made, line) => expect(familySamplesOf(made, { metadata })).toEqual([line]));

it.each([
  [createdFamily('f', 'a thing'), []],
  [deletionTimestampFamily('f', 'a thing'), []],
  [generationFamily('f', 'a thing'), ['f 0']],
  [resourceVersionFamily('f', 'a thing'), []],
])('$help Unset', (made, lines) => expect(familySamplesOf(made, {})).toEqual(lines));
