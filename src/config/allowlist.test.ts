import { describe, expect, it } from 'vitest';
import { parseAllowlist } from './allowlist.ts';

describe('parseAllowlist', () => {
  it.each([
    ['', []],
    ['pods=[]', [['pods', []]]],
    ['pods=[a]', [['pods', ['a']]]],
    [
      'pods=[a, b/c,d*],nodes=[*]',
      [
        ['pods', ['a', 'b/c', 'd*']],
        ['nodes', ['*']],
      ],
    ],
    ['*=[*]', [['*', ['*']]]],
    ['pods=[,a]', [['pods', ['', 'a']]]],
    ['pods=[ü]', [['pods', ['ü']]]],
    [
      ' pods=[a], nodes=[b]',
      [
        ['pods', ['a']],
        ['nodes', ['b']],
      ],
    ],
  ])('reads %s', (text, lists) => {
    expect([...parseAllowlist(text, 'f')]).toEqual(lists);
  });

  it.each([
    'pods',
    'pods=a',
    'pods[a]',
    'pods=[a',
    'pods=a]',
    'pods=[a,]',
    'pods=[a,,b]',
    'pods=[a] nodes=[b]',
    'pods=[a]nodes=[b]',
    'pods=[a],',
    ',pods=[a]',
    '=[a]',
    'pods=[*a*]',
    'pods=[**]',
    'pods=[a=b]',
    'pods=[a[b]',
  ])('refuses %s, naming flag and place', (text) => {
    expect(() => parseAllowlist(text, 'metric-labels-allowlist')).toThrow(
      /^--metric-labels-allowlist: .* at character \d+/,
    );
  });
});
