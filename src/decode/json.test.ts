import { describe, expect, it } from 'vitest';
import { int, list, msg, optIntText, str, strs } from '../model/schema.ts';
import { compileJsonReader } from './json.ts';

const shape = {
  spec: msg(1, { seconds: optIntText(1), count: int(2), names: strs(3), parts: list(4, { name: str(1) }) }),
};

function read(text: string): unknown {
  const bytes = Buffer.from(text);
  return compileJsonReader(shape)(bytes, 0, bytes.length).spec;
}

describe('compileJsonReader', () => {
  it.each([
    ['9223372036854775807', '9223372036854775807'],
    ['-9223372036854775808', '-9223372036854775808'],
    ['9007199254740993', '9007199254740993'],
    ['300', '300'],
    ['-0', '0'],
    ['1e2', '100'],
    ['null', undefined],
  ])('keeps the digits of the integer %s', (digits, expected) => {
    expect(read(`{"spec": {"seconds": ${digits} , "count": 1}}`)).toMatchObject({ seconds: expected, count: 1 });
  });

  it('takes null in a list as an empty item, and elsewhere as absent', () => {
    expect(read('{"spec":{"names":["a",null],"parts":[null,{"name":"b"}],"count":null}}')).toEqual({
      names: ['a', ''],
      parts: [{ name: '' }, { name: 'b' }],
      count: 0,
      seconds: undefined,
    });
  });
});
