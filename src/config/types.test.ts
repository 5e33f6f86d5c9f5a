import { describe, expect, it } from 'vitest';
import type { FlagType } from './flag.ts';
import { allowlist, list, patterns, re2Patterns, resourceList, selectors } from './list-types.ts';
import { fileVerbosities, severity } from './log-types.ts';
import {
  bool,
  clampedCount,
  count,
  duration,
  float,
  int,
  labelSelector,
  oneOf,
  port,
  powerOfTwo,
  signedDuration,
  text,
} from './scalar-types.ts';

const color = oneOf({ red: 'as blood', green: '' });

function parse<T>(type: FlagType<T>, value: string | object): { value: T | undefined; problems: readonly string[] } {
  const problems: string[] = [];
  const report = (problem: string): unknown => problems.push(problem);
  return { value: typeof value === 'string' ? type.parse(value, report) : type.parseNested!(value, report), problems };
}

describe('a type of flags', () => {
  it.each<[string, FlagType<unknown>, string, unknown]>([
    ['severity', severity, 'warning', 1],
    ['severity', severity, '2', 2],
    [
      'fileVerbosities',
      fileVerbosities,
      'reload=4,lease-*=5',
      new Map([
        ['reload', 4],
        ['lease-*', 5],
      ]),
    ],
    ['text', text, ' a=b ', ' a=b '],
    ['bool', bool, 'T', true],
    ['bool', bool, '0', false],
    ['int', int, '-7', -7],
    ['int', int, '+7', 7],
    ['count', count, '0', 0],
    ['clampedCount', clampedCount, '-3', 0],
    ['clampedCount', clampedCount, '3', 3],
    ['port', port, '65535', 65_535],
    ['powerOfTwo', powerOfTwo(64), '64', 64],
    ['float', float, '0.9', 0.9],
    ['duration', duration, '0', 0],
    ['duration', duration, '1m30s', 90_000],
    ['duration', duration, '1.5h', 5_400_000],
    ['duration', duration, '29ms', 29],
    ['signedDuration', signedDuration, '-1s', -1_000],
    ['signedDuration', signedDuration, '2562047h', 2_562_047 * 3.6e6],
    ['labelSelector', labelSelector, '', ''],
    ['labelSelector', labelSelector, 'a in (b,c),!d', 'a in (b,c),!d'],
    ['oneOf', color, 'green', 'green'],
    ['list', list, 'a, b,,a', ['a', 'b']],
    ['resourceList', resourceList, 'pods', ['pods']],
    ['patterns', patterns, 'a.*, b', [/a.*/, /b/]],
    ['re2Patterns', re2Patterns, 'a|b', [/a|b/]],
    ['allowlist', allowlist, 'pods=[a,b],*=[c*]', new Map(Object.entries({ pods: ['a', 'b'], '*': ['c*'] }))],
    ['selectors', selectors, 'pods=app=web', new Map([['pods', 'app=web']])],
  ])('%s reads an argument', (_, type, value, expected) => {
    expect(parse(type, value)).toEqual({ value: expected, problems: [] });
  });

  it.each<[string, FlagType<unknown>, string, string]>([
    ['bool', bool, 'yes', 'expected true or false, found "yes"'],
    ['int', int, '1.5', 'expected a whole number, found "1.5"'],
    ['int', int, '99999999999999999999', 'expected a whole number, found "99999999999999999999"'],
    ['count', count, '-1', 'expected 0 or more, found -1'],
    ['count', count, 'x', 'expected a whole number, found "x"'],
    ['port', port, '65536', 'expected a port from 0 to 65535, found 65536'],
    ['powerOfTwo', powerOfTwo(64), '12', 'expected a power of two from 1 to 64, found 12'],
    ['powerOfTwo', powerOfTwo(64), '128', 'expected a power of two from 1 to 64, found 128'],
    ['float', float, '', 'expected a number, found ""'],
    ['duration', duration, '-1s', 'expected 0s or more, found -1s'],
    ['duration', duration, '1y', 'expected a duration such as 30s or 1m30s, found "1y"'],
    ['signedDuration', signedDuration, '2562048h', 'expected a duration such as 30s or 1m30s, found "2562048h"'],
    ['oneOf', color, 'blue', 'expected one of red, green, found "blue"'],
    ['patterns', patterns, '*bad', 'expected an ECMAScript pattern, found "*bad": '],
    [
      're2Patterns',
      re2Patterns,
      '(?=x)y',
      'expected a pattern without look-around and back-references, found "(?=x)y"',
    ],
    ['labelSelector', labelSelector, 'a=b,', 'expected a label selector: '],
    ['allowlist', allowlist, 'pods=[a,,b]', 'expected a key at character 9'],
    ['severity', severity, 'high', 'expected INFO, WARNING, ERROR, FATAL, or 0 to 3, found "high"'],
    ['fileVerbosities', fileVerbosities, 'a=b', 'expected PATTERN=N,PATTERN=N, found "a=b"'],
    ['selectors', selectors, 'pods', 'expected resource=label selector, found "pods"'],
    ['selectors', selectors, 'pods=a in (b', 'pods: expected a label selector: '],
  ])('%s refuses an argument', (_, type, value, problem) => {
    expect(parse(type, value)).toEqual({ value: undefined, problems: [expect.stringContaining(problem)] });
  });

  it.each<[string, FlagType<unknown>, object, unknown]>([
    ['list', list, ['a', 'b,c', 'a', 1], ['a', 'b,c', '1']],
    ['resourceList', resourceList, { pods: {}, nodes: null }, ['pods', 'nodes']],
    ['patterns', patterns, { 'a{1,2}': null }, [/a{1,2}/]],
    ['re2Patterns', re2Patterns, { a: {} }, [/a/]],
    [
      'allowlist',
      allowlist,
      { pods: ['a', 'b*'], nodes: [] },
      new Map(Object.entries({ pods: ['a', 'b*'], nodes: [] })),
    ],
    ['selectors', selectors, { pods: 'app=web' }, new Map([['pods', 'app=web']])],
  ])('%s reads a list or mapping of a file', (_, type, value, expected) => {
    expect(parse(type, value)).toEqual({ value: expected, problems: [] });
  });

  it.each<[string, FlagType<unknown>, object, readonly string[]]>([
    ['list', list, [['a']], ['expected a list of names']],
    ['list', list, { a: 1 }, ['expected a list of names']],
    ['resourceList', resourceList, ['pods'], ['expected a mapping of names to {}']],
    ['re2Patterns', re2Patterns, { '(?!a)': {}, '\\1': {}, ok: {} }, ['found "(?!a)"', 'found "\\1"']],
    ['allowlist', allowlist, ['pods'], ['expected a mapping of resources to lists of keys']],
    [
      'allowlist',
      allowlist,
      { pods: ['a*b*'], nodes: [{}] },
      ['pods: expected one * per key', 'nodes: expected a list'],
    ],
    ['selectors', selectors, ['pods'], ['expected a mapping of resources to label selectors']],
    ['selectors', selectors, { pods: 'a in (', nodes: 1 }, ['pods: expected a label', 'nodes: expected a label']],
  ])('%s refuses a list or mapping of a file with every problem', (_, type, value, problems) => {
    const found = parse(type, value);
    expect(found.value).toBeUndefined();
    expect(found.problems).toEqual(problems.map((problem) => expect.stringContaining(problem)));
  });

  it('joins the values of a repeated flag where they add up', () => {
    expect(list.join!([['a'], ['b', 'a']])).toEqual(['a', 'b']);
    expect(patterns.join!([[/a/], [/a/]])).toEqual([/a/, /a/]);
    expect(selectors.join!([new Map([['pods', 'a']]), new Map([['pods', 'b']])])).toEqual(new Map([['pods', 'b']]));
    expect(allowlist.join).toBeUndefined();
  });

  it('names the resources in a value', () => {
    expect([...allowlist.resourcesIn!(new Map(Object.entries({ pods: [], '*': [] })))]).toEqual(['pods']);
    expect([...selectors.resourcesIn!(new Map([['nodes', 'a']]))]).toEqual(['nodes']);
    expect(resourceList.resourcesIn!(['pods'])).toEqual(['pods']);
  });

  it('describes what it expects, and its choices', () => {
    expect(color).toMatchObject({
      expects: 'one of red, green',
      placeholder: 'red|green',
      default: 'red',
      choices: { red: 'as blood', green: '' },
    });
  });
});
