import { describe, expect, it } from 'vitest';
import { compileKeyFilter } from './key-filter.ts';

const all = new Map([
  ['app', '1'],
  ['example.org/team', '2'],
  ['example.org/owner', '3'],
  ['ab', '4'],
]);
const kept = (...entries: string[]): readonly string[] => [...(compileKeyFilter(entries)?.(all) ?? new Map()).keys()];

describe('compileKeyFilter', () => {
  it('lets named keys through', () => expect(kept('app', 'missing')).toEqual(['app']));
  it('lets everything through where * comes first', () => expect(kept('*', 'x')).toHaveLength(4));
  it('ignores * elsewhere', () => expect(kept('app', '*')).toEqual(['app']));
  it('matches one wildcard', () => expect(kept('example.org/*')).toEqual(['example.org/team', 'example.org/owner']));
  it('does not let prefix and suffix overlap', () => expect(kept('ab*b')).toEqual([]));
  it('takes other characters as they are', () => expect(kept('a.p', 'example?org/*')).toEqual([]));
  it('is none where nothing is listed', () => expect(compileKeyFilter([])).toBeUndefined());
});
