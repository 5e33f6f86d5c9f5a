import { describe, expect, it } from 'vitest';
import { hasBit, parseCronFields } from './cron-fields.ts';

/** The values that a set has. */
const values = (bits: bigint): number[] => [...Array(60).keys()].filter((value) => hasBit(bits, value));

describe('parseCronFields', () => {
  it.each([
    ['5', [5]],
    ['5,,7', [5, 7]],
    [',', []],
    ['50/5', [50, 55]],
    ['58-2', [0, 1, 2, 58, 59]],
    ['10-20/5', [10, 15, 20]],
    ['55-5/5', [0, 5, 55]],
    ['60-1', [0, 1]],
    ['*-3', [...Array(60).keys()]],
  ])('minutes %s', (text, want) => expect(values(parseCronFields(`${text} * * * *`)!.minutes)).toEqual(want));

  it.each([
    ['7', [0]],
    ['sun', [0]],
    ['FRI-mon', [0, 1, 5, 6]],
    ['?', [0, 1, 2, 3, 4, 5, 6]],
  ])('weekdays %s', (text, want) => expect(values(parseCronFields(`* * * * ${text}`)!.weekdays)).toEqual(want));

  it.each(['60', '-5', '5-', '1-2-3', '*/0', '*/60', '*/', '1/2/3', '5-6/2', 'x', '1.5', 'H', '0x5'])(
    'refuses minutes %s',
    (text) => expect(parseCronFields(`${text} * * * *`)).toBeUndefined(),
  );

  it.each([
    '* * * *',
    '* * * * * *',
    '* * 0 * *',
    '* * 32 * *',
    '* * L * *',
    '* * * 13 *',
    '* * * * 8',
    '* * * * FRI#3',
  ])('refuses %s', (text) => expect(parseCronFields(text)).toBeUndefined());
});
