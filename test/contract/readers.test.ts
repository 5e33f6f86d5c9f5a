import { describe, expect, it } from 'vitest';
import type { Field, Shape } from '../../src/model/schema.ts';
import { resources } from '../../src/resources/index.ts';
import { integerOf, numberOf } from '../../src/values/quantity.ts';
import { readWatchBody } from '../support/corpus.ts';
import { everything, planOf, readWatch } from '../support/rendering.ts';

/** Flag sets whose events bring objects beyond the corpus. */
const flagsets = ['all-resources', 'watch-events', 'repeated-series', 'odd-objects'];

/**
 * What two readers have to agree on: maps whatever the order of their entries, which is open on the wire, and quantities by
 * their value, which an API server writes in canonical form.
 */
function comparable(value: unknown, shape: Shape): unknown {
  return Object.entries(shape).map(([name, field]) => [
    name,
    comparableField((value as Record<string, unknown>)[name], field),
  ]);
}

function comparableField(value: unknown, { kind, shape }: Field<unknown>): unknown {
  if (value === undefined) return undefined;
  if (kind === 'quantity') return amounts(value as string);
  if (value instanceof Map) {
    const entries = [...(value as ReadonlyMap<string, string>)].sort(([a], [b]) => (a < b ? -1 : 1));
    return kind === 'quantityMap' ? entries.map(([key, text]) => [key, amounts(text)]) : entries;
  }
  if (kind === 'keys') return [...(value as readonly string[])].sort();
  if (!shape) return value;
  return Array.isArray(value) ? value.map((each) => comparable(each, shape)) : comparable(value, shape);
}

const amounts = (text: string): unknown => [numberOf(text), integerOf(text)];

describe.each(flagsets)('objects of %s', (flagset) => {
  it.each(resources.map((r) => [r.plural, r] as const))(
    '%s are the same in JSON and in protobuf',
    (plural, resource) => {
      const plan = planOf(resource, everything);
      const [json, protobuf] = (['json', 'protobuf'] as const).map((encoding) =>
        readWatch(plan, encoding, readWatchBody(plural, flagset, encoding)).map((o) => comparable(o, plan.shape)),
      );
      if (flagset === 'all-resources') expect(json!.length).toBeGreaterThan(0);
      expect(protobuf).toEqual(json);
    },
  );
});
