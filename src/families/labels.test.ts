import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import table from '../../test/conformance/units/labels.json' with { type: 'json' };
import type { SampleWriter } from '../model/family.ts';
import { compileKeyFilter } from '../plan/key-filter.ts';
import { labelName, sanitize, writeKeyLabels } from './labels.ts';

/** The labels that entries become, in order. */
function written(prefix: string, entries: ReadonlyMap<string, string>): [name: string, value: string][] {
  const labels: [string, string][] = [];
  const samples: SampleWriter = {
    label: (name, value) => {
      labels.push([name, value]);
      return samples;
    },
    encoded: () => samples,
    value: () => {},
    state: () => {},
  };
  writeKeyLabels(samples, prefix, entries);
  return labels;
}

/** The table leaves out members that are empty. */
interface Labels {
  readonly labels?: Readonly<Record<string, string>>;
  readonly wantKeys?: readonly string[] | null;
  readonly wantValues?: readonly string[] | null;
}

interface Allowed extends Labels {
  readonly name: string;
  readonly prefix: string;
  readonly allowList?: readonly string[] | null;
  readonly data?: Readonly<Record<string, string>>;
}

describe('the table of the reference', () => {
  it.each(table.label_names as unknown as Labels[])('$labels', ({ labels, wantKeys, wantValues }) => {
    const got = written('label', new Map(Object.entries(labels ?? {})));
    expect(got).toEqual((wantKeys ?? []).map((key, i) => [key, wantValues![i]]));
  });

  it.each(table.label_allowlist as unknown as Allowed[])('allow-list $name', (each) => {
    const filter = compileKeyFilter(each.allowList ?? []);
    const entries = filter ? filter(new Map(Object.entries(each.data ?? {}))) : new Map();
    expect(written(each.prefix, entries)).toEqual((each.wantKeys ?? []).map((key, i) => [key, each.wantValues![i]]));
  });

  it.each(table.sanitize_name)('$input', ({ input, label, sanitized }) => {
    expect(sanitize(input)).toBe(sanitized);
    expect(labelName('label', input)).toBe(label);
  });
});

describe('properties', () => {
  const keys = fc.string({ unit: fc.constantFrom(...'abAB01-./_', '😀', '\uffff', 'é'), maxLength: 5 });
  const maps = fc.array(fc.tuple(keys, fc.string()), { maxLength: 12 }).map((entries) => new Map(entries));

  it('gives valid names, each once, and keeps every value', () => {
    fc.assert(
      fc.property(maps, (entries) => {
        const labels = written('label', entries);
        for (const [name] of labels) expect(name).toMatch(/^label_[a-z0-9_]*$/);
        expect(new Set(labels.map(([name]) => name)).size).toBe(entries.size);
        expect(labels.map(([, value]) => value).sort()).toEqual([...entries.values()].sort());
      }),
    );
  });

  it('goes by the bytes of the keys', () => {
    fc.assert(
      fc.property(maps, (entries) => {
        const sorted = [...entries].sort(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
        expect(written('label', entries).map(([, value]) => value)).toEqual(sorted.map(([, value]) => value));
      }),
    );
  });
});
