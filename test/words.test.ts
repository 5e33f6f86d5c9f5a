import { describe, expect, it } from 'vitest';
import { flagList } from '../src/config/flags.ts';
import { resources } from '../src/resources/index.ts';
import { selfMetricRows } from '../src/telemetry/self-metrics-table.ts';

/** The rules of CONTRIBUTING.md for texts that users read, as far as a test can hold them. */

const families = resources.flatMap((r) => r.families.map(({ name, help }) => ({ name, help })));
const metrics = [...families, ...Object.values(selfMetricRows).map(({ name, help }) => ({ name, help }))];
const texts = [...metrics, ...flagList.map(({ name, help }) => ({ name: `--${name}`, help }))];

const FORBIDDEN = [
  /^of\b/i,
  /\bthat there are\b/,
  /\banew\b/,
  /\bis none of\b/,
  /\bat hand\b/,
  /\bpassed over\b/,
  /\bgoes on\b/,
  /\bso many\b/,
];

/** Endings of names that carry a unit, and the words that have to say it. */
const UNITS: readonly (readonly [name: RegExp, text: RegExp])[] = [
  [/_timestamp_seconds$/, /as a Unix timestamp in seconds/],
  [/_(created|deleted|time|timestamp|state_started)$/, /as a Unix timestamp in seconds/],
  [/_seconds(_total)?$/, /\bseconds\b/],
  [/[_-]bytes(_total)?$/, /\bbytes\b/],
  [/_cores$/, /\bcores\b/],
  [/_(ratio|tolerance)$/, /\bratio\b/],
];

describe('texts that users read', () => {
  it('are there for every family, self-metric and flag', () => {
    expect(families.length).toBeGreaterThan(250);
    expect(texts.filter(({ help }) => help.trim() === '')).toEqual([]);
  });

  it.each(FORBIDDEN)('do not say %s', (pattern) => {
    expect(texts.filter(({ help }) => pattern.test(help))).toEqual([]);
  });

  it.each(UNITS)('of a name that ends with %s match %s', (ending, unit) => {
    const named = texts.filter(({ name }) => ending.test(name));
    expect(named).not.toEqual([]);
    expect(named.filter(({ help }) => !unit.test(help))).toEqual([]);
  });
});

it('the help of --resources names those that are off by default', () => {
  const { help } = flagList.find(({ name }) => name === 'resources')!;
  const off = resources.filter((r) => !r.byDefault).map((r) => r.plural);
  expect(/all except (.*)\)/.exec(help)?.[1]?.split(', ')).toEqual(off.toSorted());
});

describe('help of metrics', () => {
  it('is a sentence on one line', () => {
    expect(metrics.filter(({ help }) => !/^[A-Z][^\n]*\.$/.test(help))).toEqual([]);
  });

  it('says what 1 and 0 mean where it says whether', () => {
    const yesOrNo = metrics.filter(({ help }) => help.startsWith('Whether') && !help.includes('always 1'));
    expect(yesOrNo).not.toEqual([]);
    expect(yesOrNo.filter(({ help }) => !/\(1\).*\(0\)/.test(help))).toEqual([]);
  });

  it('says that the value is always 1 where the name ends with _info', () => {
    const infos = metrics.filter(({ name }) => name.endsWith('_info'));
    expect(infos.filter(({ help }) => !help.includes('the value is always 1'))).toEqual([]);
  });
});
