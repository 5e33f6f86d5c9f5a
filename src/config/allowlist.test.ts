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
    const problems: string[] = [];
    expect([...parseAllowlist(text, (problem) => problems.push(problem))!]).toEqual(lists);
    expect(problems).toEqual([]);
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
  ])('refuses %s, naming the place', (text) => {
    const problems: string[] = [];
    expect(parseAllowlist(text, (problem) => problems.push(problem))).toBeUndefined();
    expect(problems).toEqual([expect.stringMatching(/ at character \d+ \("/)]);
  });
});
