import { describe, expect, it } from 'vitest';
import { compileJsonReader } from '../../src/decode/json.ts';
import type { Family, FamilyOptions } from '../../src/model/family.ts';
import type { Resource } from '../../src/model/resource.ts';
import { compileKeyFilter } from '../../src/render/keyfilter.ts';
import { compilePlan, renderHeader } from '../../src/render/plan.ts';
import { resources } from '../../src/resources/index.ts';
import { normalized, readExpected, readJsonObjects } from './corpus.ts';

interface Case {
  readonly flagset: string;
  readonly options: FamilyOptions;
  readonly selects: (family: Family) => boolean;
}

const none: FamilyOptions = { labels: undefined, annotations: undefined };
const all: FamilyOptions = { labels: compileKeyFilter(['*']), annotations: compileKeyFilter(['*']) };

/** The flag sets whose flags concern nothing but families. */
const cases: readonly Case[] = [
  { flagset: 'all-resources', options: none, selects: (f) => !f.optIn },
  { flagset: 'labels-all', options: all, selects: (f) => /_(labels|annotations)$/.test(f.name) },
];

function exposition(resource: Resource, options: FamilyOptions, selects: Case['selects']): string {
  const failures: unknown[] = [];
  const plan = compilePlan(resource, selects, options, (_, __, error) => failures.push(error));
  const read = compileJsonReader(plan.shape);
  const texts = plan.families.map(renderHeader);
  for (const bytes of readJsonObjects(resource.plural)) {
    const rendered = plan.render(read(bytes, 0, bytes.length) as never);
    let start = rendered.start;
    plan.families.forEach((_, i) => {
      const end = rendered.ends[i]!;
      texts[i] += rendered.bytes.toString('utf8', start, end);
      start = end;
    });
  }
  expect(failures).toEqual([]);
  return texts.join('');
}

describe.each(cases)('$flagset', ({ flagset, options, selects }) => {
  it.each(resources.map((r) => [r.plural, r] as const))('%s', (plural, resource) => {
    const expected = readExpected(flagset, plural);
    if (expected === undefined) return;
    expect(normalized(exposition(resource, options, selects))).toBe(expected);
  });
});
