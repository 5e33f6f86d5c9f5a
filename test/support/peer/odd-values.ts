import { type Draw, drawFrom } from './aim.ts';

/** Pieces of the notations that a value is tried as: words, quantities, times, percentages, floats; and what is close to them. */
const PIECES: readonly string[] = [
  ...'0123456789'.split(''),
  ...[
    '00',
    '10',
    '99',
    '1024',
    '123456789',
    '9223372036854775807',
    '9223372036854775808',
    '18446744073709551616',
    '0.1',
    '.5',
    '5.',
    '1.25',
  ],
  ...[
    '-',
    '+',
    '.',
    '_',
    ' ',
    '%',
    'e',
    'E',
    'e3',
    'E-3',
    'e+10',
    'e-10',
    'e18',
    'E19',
    'e99',
    'e-99',
    'e308',
    'e309',
    'e-324',
    'e-330',
    'p',
    'p-2',
    'P4',
  ],
  ...[
    'n',
    'u',
    'm',
    'k',
    'M',
    'G',
    'T',
    'P',
    'Ki',
    'Mi',
    'Gi',
    'Ti',
    'Pi',
    'Ei',
    'Zi',
    'K',
    'i',
    'B',
    'µ',
    's',
    'h',
    'd',
    'ms',
  ],
  ...[
    '0x',
    '0X',
    '0b',
    '0o',
    'a',
    'F',
    'inf',
    'Inf',
    'INFINITY',
    'nan',
    'NaN',
    'true',
    'True',
    'tRUE',
    'false',
    'yes',
    'YES',
    'no',
    'No',
    'unknown',
    'Unknown',
  ],
  ...[
    'on',
    'off',
    'nil',
    'null',
    't',
    'f',
    'T',
    'F',
    '٣',
    '½',
    '\u212a',
    'ſ',
    '\ufeff',
    '\u00a0',
    '\n',
    '\r',
    '\t',
    '\u0000',
    '\u007f',
    '\u2028',
    '🙂',
    '"',
    '\\',
    '{',
    '}',
  ],
  ...[
    '2024',
    '-01',
    '-1',
    '-02',
    '-29',
    '-31',
    'T',
    't',
    '00:00:00',
    '23:59:59',
    '24:00:00',
    '1:02:03',
    '12:30',
    ':60',
    '.5',
    ',25',
    '.123456789',
    'Z',
    'z',
    '+00:00',
    '-00:00',
    '+14:00',
    '-23:59',
    '+24:00',
    '+0100',
    '+01',
  ],
];
const WHOLE: readonly string[] = [
  ...[
    '2024-01-02T03:04:05Z',
    '2024-02-30T00:00:00Z',
    '0001-01-01T00:00:00Z',
    '9999-12-31T23:59:59Z',
    '0000-00-00T00:00:00Z',
    '2024-1-2T03:04:05Z',
  ],
  ...[
    '10000-01-01T00:00:00Z',
    '-2024-01-01T00:00:00Z',
    '2024-01-02 03:04:05Z',
    '2024-01-02T03:04:05',
    '2024-01-02T03:04Z',
    '2024-01-02T03:04:05.Z',
    '2024-01-02T03:04:05.1234567890123Z',
  ],
  ...[
    '1e0000000001',
    '1E+00000000000000000000003',
    '1e-4294967295',
    '1e9223372036854775807',
    'E9223372036854775807',
    '1e9223372036854775808',
  ],
  ...['1h30m', '720h', '10m0s', '1d', '__proto__', 'constructor', 'toString', ''],
];
/** Numbers of JSON that a Go program can hold. */
const NUMBERS: readonly string[] = [
  ...[
    '0',
    '-0',
    '-0.0',
    '0.0',
    '1',
    '1.0',
    '-1',
    '1e0',
    '1E+2',
    '10e-1',
    '1e20',
    '1e21',
    '123456789',
    '1234567.0',
    '1234567',
    '1e6',
    '999999.0',
    '1000000.0',
    '0.0001',
    '0.00001',
    '1e-7',
  ],
  ...[
    '9007199254740991',
    '9007199254740993',
    '9223372036854775807',
    '-9223372036854775808',
    '9223372036854775808',
    '-9223372036854775809',
    '18446744073709551615',
    '1e308',
    '5e-324',
    '1e-400',
    '0.1',
    '0.30000000000000004',
    '100000000000000000000000000',
  ],
  ...[
    '1.7976931348623157e308',
    '2.2250738585072014e-308',
    '4.9e-324',
    '123456789012345678',
    '1234567890123456789.5',
    '0e999',
    '-0e5',
    '3.14159265358979323846264338327950288',
  ],
];
/** JSON that its parsers disagree on, and containers. */
const ODD: readonly string[] = [
  ...[
    '"\\ud800"',
    '"\\udc00\\ud800"',
    '"\\ud83d\\ude42"',
    '"\\u0000"',
    '"\\/"',
    '"\\b\\f"',
    '"\\u0061"',
    '"<&>"',
    '{}',
    '[]',
    'null',
    'true',
    'false',
  ],
  ...[
    '{"a":1,"a":2}',
    '{"a":{"b":1},"a":{"c":2}}',
    '{"":1}',
    '{"__proto__":1,"constructor":2}',
    '{"b":1,"a":[1,{"z":null}]}',
    '[[],[[]],{}]',
    '[null,"",0.5,1e3,"a b"]',
    '{"1":1,"01":2,"10":3,"9":4}',
    '{"\\u0062":1}',
  ],
];

/** Exponents that the reference computes with in full, so that it shows nothing for minutes. */
const ENDLESS = /\d\.?[eE][+-]?\d{6}/;

/** Members of a JSON object, `"key":value` each, of values in odd notations. */
export function oddMembers(seed: number, count: number): readonly string[] {
  const draw = drawFrom(seed);
  const fixed = [...ODD, ...NUMBERS, ...WHOLE.map((text) => JSON.stringify(text))];
  const random = (): string => {
    const value = oddValue(draw);
    return ENDLESS.test(value) ? '""' : value;
  };
  return Array.from({ length: count }, (_, i) => `"k${i}":${fixed[i] ?? random()}`);
}

function oddValue(draw: Draw): string {
  switch (draw(8)) {
    case 0:
      return oddNumber(draw);
    case 1:
      return JSON.stringify(changed(WHOLE[draw(WHOLE.length)]!, draw));
    default:
      return JSON.stringify(Array.from({ length: 1 + draw(5) }, () => PIECES[draw(PIECES.length)]!).join(''));
  }
}

/** A number of JSON that fits into 64 bits of floating point. */
function oddNumber(draw: Draw): string {
  const digits = (most: number): string => Array.from({ length: 1 + draw(most) }, () => draw(10)).join('');
  const whole = draw(4) === 0 ? '0' : `${1 + draw(9)}${draw(2) === 0 ? '' : digits(22)}`;
  const fraction = draw(2) === 0 ? '' : `.${digits(20)}`;
  const exponent = draw(3) > 0 ? '' : `${draw(2) === 0 ? 'e' : 'E'}${['', '+', '-'][draw(3)]}${draw(280)}`;
  return `${draw(4) === 0 ? '-' : ''}${whole}${fraction}${exponent}`;
}

/** A text with one character changed, added or removed. */
function changed(text: string, draw: Draw): string {
  const at = draw(text.length + 1);
  const piece = draw(3) === 0 ? '' : PIECES[draw(PIECES.length)]!;
  return text.slice(0, at) + piece + text.slice(at + draw(2));
}
