import fc from 'fast-check';

/** Random configurations and objects of custom resources, which meet often: few keys, and values of all forms. */

const KEYS = ['a', 'b', 'c', 'type', 'status', 'x-y', 'm.n/o', '0', '1', 'key with "', '🙂', 'ﬀa'] as const;
const TEXTS = [
  ...['', 'a', 'b', 'Ready', 'True', 'FALSE', 'yes', 'No', 'Unknown', 'nil', 'TRUEISH', 'ſ', 'K'],
  ...[
    '0',
    '1',
    '-1',
    '+1',
    '1.5',
    '.5',
    '5.',
    '.',
    '-',
    '+',
    '1e3',
    '1E3',
    '1e',
    '1E',
    '1_000',
    '0x1p4',
    '0X_1P-2',
    '0x10',
    '1__0',
  ],
  ...[
    '1Ki',
    '1.5Gi',
    '-3Mi',
    '100m',
    '0.1m',
    '250n',
    '1u',
    '12k',
    '1K',
    '5E',
    '10Ei',
    '9Ei',
    '1.0000000001',
    '1e-10',
    '0.30000000000000004',
  ],
  ...[
    '9223372036854775807',
    '9223372036854775808',
    '123456789012345678901234567890',
    '1e400',
    '-1e400',
    '1e-400',
    '0e999',
    '1e-999',
  ],
  ...['NaN', 'nan', 'Inf', '-Inf', '+infinity', 'infinit', '5%', '100%', '-5%', '1.5%', '%', '00%', '5%%'],
  ...[
    '2024-02-29T00:00:00Z',
    '2023-02-29T00:00:00Z',
    '2024-01-01T1:02:03Z',
    '2024-01-01T00:00:00.5Z',
    '2024-01-01T00:00:00,25Z',
  ],
  ...[
    '2024-01-01t00:00:00Z',
    '2024-01-01T00:00:00z',
    '2024-01-01T00:00:60Z',
    '2024-01-01T24:00:00Z',
    '2024-01-01T00:00:00+24:00',
  ],
  ...[
    '2024-01-01T00:00:00-00:60',
    '2024-01-01T00:00:00+25:00',
    '2024-01-01',
    '0000-01-01T00:00:00Z',
    '1969-12-31T23:59:59.5Z',
  ],
  ...['multi\nline', 'q"uote', 'back\\slash', 'ü', '🙂', '\u2028', ' 1', '1 ', 'true ', '19.99', '3.14159'],
] as const;
const NUMBERS = [
  ...[
    '0',
    '-0',
    '-0.0',
    '1',
    '-1',
    '1.0',
    '1.5',
    '1e3',
    '1E3',
    '1e-7',
    '1e21',
    '123456789',
    '123456789.5',
    '1000000',
    '1000000.0',
  ],
  ...[
    '9007199254740993',
    '-9007199254740993',
    '9223372036854775807',
    '9223372036854775808',
    '-9223372036854775808',
    '1e308',
    '100000',
  ],
  ...['0.0001', '0.00001', '3', '1e18', '12345678901234567890123'],
] as const;

const key = fc.oneof({ weight: 8, arbitrary: fc.constantFrom(...KEYS.slice(0, 5)) }, fc.constantFrom(...KEYS));
const text = fc.oneof(
  { weight: 9, arbitrary: fc.constantFrom(...TEXTS) },
  fc.string({ unit: 'grapheme', maxLength: 6 }),
);

/** Any JSON value as text: numbers in all notations. */
export const jsonText: fc.Arbitrary<string> = fc.letrec<{ value: string }>((tie) => {
  const list = fc.array(tie('value'), { maxLength: 4 }).map((items) => `[${items.join()}]`);
  const object = fc
    .uniqueArray(fc.tuple(key, tie('value')), { maxLength: 5, selector: ([name]) => name })
    .map((members) => `{${members.map(([name, value]) => `${JSON.stringify(name)}:${value}`).join()}}`);
  return {
    value: fc.oneof(
      { maxDepth: 4, depthSize: 'medium' },
      text.map((each) => JSON.stringify(each)),
      fc.constantFrom(...NUMBERS),
      fc.constantFrom('null', 'true', 'false'),
      { weight: 2, arbitrary: list },
      { weight: 3, arbitrary: object },
    ),
  };
}).value;

/** A custom object as JSON. */
export const customObject: fc.Arbitrary<string> = fc
  .tuple(jsonText, jsonText, jsonText)
  .map(
    ([spec, status, labels]) =>
      `{"apiVersion":"myteam.io/v1","kind":"Foo","metadata":{"name":"n","namespace":"ns","uid":"u","resourceVersion":"1"` +
      `,"generation":3},"spec":${spec},"status":{"conditions":[${status},{"type":"a","status":"True","c":${labels}}],"a":${labels}}}`,
  );

const lookup = fc.tuple(key, text).map(([name, value]) => `[${name}=${value}]`);
const step = fc.oneof(
  { weight: 8, arbitrary: key },
  fc.constantFrom(
    '0',
    '-1',
    '1',
    '+1',
    '007',
    '[type=a]',
    '[status=true]',
    '[a=1]',
    'a=b',
    'type=a',
    'a=',
    '=',
    'a=b=c',
  ),
  lookup,
);
const relative = fc.array(step, { maxLength: 3 });
const absolute = fc.oneof(
  fc.tuple(fc.constantFrom('spec', 'status', 'metadata'), relative).map(([root, rest]) => [root, ...rest]),
  relative.map((rest) => ['status', 'conditions', ...rest]),
  fc.constantFrom<string[][]>([], ['spec'], ['metadata', 'name'], ['status'], ['status', 'conditions']),
);
const label = fc.constantFrom('l', 'm', 'n.o', 'type', '*', 'p_*', '**', '*x', 'customresource_kind', 'name');
const labelsOf = (path: fc.Arbitrary<string[]>): fc.Arbitrary<Record<string, string[]>> =>
  fc.dictionary(label, path, { maxKeys: 3, noNullPrototype: true });
const common = fc.dictionary(fc.constantFrom('l', 'env', 'customresource_group', 'n_o'), text, {
  maxKeys: 2,
  noNullPrototype: true,
});
const keyLabel = fc.constantFrom('', '', 'key', 'type', 'l');

const gauge = fc.record({
  path: absolute,
  labelsFromPath: labelsOf(relative),
  labelFromKey: keyLabel,
  valueFrom: fc.oneof(
    fc.constant([]),
    relative,
    key.map((k) => [k]),
  ),
  nilIsZero: fc.boolean(),
});
const info = fc.record({ path: absolute, labelsFromPath: labelsOf(relative), labelFromKey: keyLabel });
const stateSet = fc.record({
  path: absolute,
  labelsFromPath: labelsOf(relative),
  labelName: fc.constantFrom('state', 'type', 'l'),
  list: fc.array(fc.constantFrom('a', 'b', 'Ready', 'True', '', 'q"uote'), { maxLength: 4 }),
  valueFrom: fc.oneof(fc.constant([]), relative),
});
const each = fc.oneof(
  { weight: 3, arbitrary: gauge.map((g) => ({ type: 'Gauge', gauge: g })) },
  info.map((i) => ({ type: 'info', info: i })),
  stateSet.map((s) => ({ type: 'StateSet', stateSet: s })),
);

/** A metric of a configuration, without its name. */
export const customMetric = fc.record({ each, labelsFromPath: labelsOf(absolute), commonLabels: common });
/** What an entry of a configuration has beside kind and metrics. */
export const entryKeys = fc.record({ labelsFromPath: labelsOf(absolute), commonLabels: common });
