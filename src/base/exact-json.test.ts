import { expect, it } from 'vitest';
import { readExact, writeExact } from './exact-json.ts';

it('writes numbers as they were read', () => {
  const text = '{"a":1.0,"b":[9007199254740993,-1e-7],"c":"1.0","d":{"e":null},"f":true}';
  expect(writeExact(readExact(text))).toBe(text);
});

it('writes bigints', () => {
  expect(writeExact({ a: 9_007_199_254_740_993n, b: [-5n, 1.5] })).toBe('{"a":9007199254740993,"b":[-5,1.5]}');
});
