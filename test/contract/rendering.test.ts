import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SampleWriter } from '../../src/model/family.ts';
import type { Identified } from '../../src/model/meta.ts';
import type { Field, Shape } from '../../src/model/schema.ts';
import { resources } from '../../src/resources/index.ts';
import { type ParsedSample, parseSamples } from '../support/exposition-text.ts';
import { allKeys, everything, planOf, rowsOf } from '../support/rendering.ts';

/** Text with all that could break out of a label: quotes, ends of lines, control characters, planes beyond the first. */
const text = fc.oneof(
  fc.string({ maxLength: 8, unit: 'binary' }),
  fc.string({
    maxLength: 6,
    unit: fc.constantFrom('"', '\\', '\n', '\r', '\t', '\0', 'é', '😀', 'a', 'B', '_', '/', '.'),
  }),
  fc.constantFrom('', 'True', 'Failed', 'Object', 'cpu', 'storage', 'example.com/gpu', '@daily', '10.0.0.1', 'UTC'),
);
const amount = fc.oneof(text, fc.constantFrom('1', '100m', '2Gi', '1e3', '0.5n', '-3k', '10E', '1.5Ti'));
const integer = fc.oneof(fc.nat(100), fc.maxSafeInteger());
const mapOf = (values: fc.Arbitrary<string>): fc.Arbitrary<ReadonlyMap<string, string>> =>
  fc.array(fc.tuple(text, values), { maxLength: 4 }).map((entries) => new Map(entries));

/** Any object that a shape's readers could give. */
function objectOf(shape: Shape): fc.Arbitrary<Record<string, unknown>> {
  return fc.record(Object.fromEntries(Object.entries(shape).map(([name, field]) => [name, fieldOf(field)])));
}

function fieldOf(field: Field<unknown>): fc.Arbitrary<unknown> {
  const present = presentOf(field);
  return fc.oneof({ weight: 1, arbitrary: fc.constant(field.absent) }, { weight: 4, arbitrary: present });
}

function presentOf({ kind, shape }: Field<unknown>): fc.Arbitrary<unknown> {
  switch (kind) {
    case 'string':
      return text;
    case 'int':
    case 'time':
    case 'optTime':
      return integer;
    case 'intText':
      return fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map(String);
    case 'count':
    case 'byteCount':
      return fc.nat();
    case 'bool':
      return fc.boolean();
    case 'quantity':
      return amount;
    case 'intOrString':
      return fc.oneof(fc.integer(), text, fc.constantFrom('25%', '100%'));
    case 'message':
    case 'inline':
      return objectOf(shape!);
    case 'messages':
      return fc.array(objectOf(shape!), { maxLength: 3 });
    case 'strings':
    case 'keys':
      return fc.array(text, { maxLength: 3 });
    case 'stringMap':
      return mapOf(text);
    case 'quantityMap':
      return mapOf(amount);
    case 'self':
      throw new Error('no built-in kind reads the JSON object itself');
  }
}

/** Takes samples as they are meant, without writing them. */
class Recorder implements SampleWriter {
  readonly samples: ParsedSample[] = [];
  private readonly name: string;
  private readonly identity: readonly (readonly [string, string])[];
  private labels: (readonly [string, string])[] = [];

  constructor(name: string, identity: readonly (readonly [string, string])[]) {
    this.name = name;
    this.identity = identity;
  }

  label(name: string, value: string): SampleWriter {
    this.labels.push([name, value]);
    return this;
  }

  encoded(): never {
    throw new Error('no built-in kind encodes labels');
  }

  state(holds: boolean): void {
    this.value(holds ? 1 : 0);
  }

  value(value: number): void {
    this.samples.push({
      name: this.name,
      labels: [...this.identity, ...this.labels],
      value: value === 0 ? 0 : value,
    });
    this.labels = [];
  }
}

const keyOf = ({ name, labels }: ParsedSample): string => JSON.stringify([name, labels]);

/** The first of the samples with the same labels. */
function firsts(samples: readonly ParsedSample[]): readonly ParsedSample[] {
  const seen = new Map<string, ParsedSample>();
  for (const sample of samples) if (!seen.has(keyOf(sample))) seen.set(keyOf(sample), sample);
  return [...seen.values()];
}

describe('any object', () => {
  it.each(resources.map((r) => [r.plural, r] as const))(
    'of %s becomes text that reads back to what was meant',
    (_, resource) => {
      const plan = planOf(resource, everything);
      fc.assert(
        fc.property(objectOf(plan.shape), (generated) => {
          const object = generated as unknown as Identified;
          const identity = resource.identityLabels.map(([label, field]) => [label, object.metadata[field]] as const);
          for (const [i, rows] of rowsOf(plan, object).entries()) {
            const family = plan.families[i]!;
            const recorder = new Recorder(family.name, identity);
            family.compile(allKeys)!(object, recorder);
            const parsed = parseSamples(rows);
            expect(parsed).toEqual(firsts(recorder.samples));
            expect(new Set(parsed.map(keyOf)).size).toBe(parsed.length);
          }
        }),
        { numRuns: 60 },
      );
    },
  );
});
