import { expect, it } from 'vitest';
import { parseGoFloat } from './go-float.ts';

it.each([
  ['1000', 1000],
  ['1_000', 1000],
  ['-5', -5],
  ['+.5', 0.5],
  ['1.', 1],
  ['1e5', 100000],
  ['0x10p0', 16],
  ['0x_1.8P-1', 0.75],
  ['-0X.8p1', -1],
  ['Infinity', Infinity],
  ['-inf', -Infinity],
  ['NaN', Number.NaN],
])('reads %j as %d', (text, value) => expect(parseGoFloat(text)).toBe(value));

it.each([
  '',
  ' 1',
  '1 ',
  '_1',
  '1_',
  '1__0',
  '1_.5',
  '1._5',
  '.',
  '1e',
  '1e999',
  '0x10',
  '0x.p1',
  '0x1p9999',
  '-nan',
  'x12',
])('refuses %j', (text) => expect(parseGoFloat(text)).toBeUndefined());
