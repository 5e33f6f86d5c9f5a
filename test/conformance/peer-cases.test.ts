import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { FamilyOptions } from '../../src/model/family.ts';
import { compileKeyFilter } from '../../src/plan/key-filter.ts';
import { resources } from '../../src/resources/index.ts';
import { splitFrames } from '../support/corpus.ts';
import { ENCODINGS, type Encoding, jsonWatch, planOf, readWatch, rowsOf } from '../support/rendering.ts';

/** Folder with single objects and the series of kube-state-metrics for each; optional, beside the checkout. */
const folder = fileURLToPath(new URL('../../../shared/peer-cases/', import.meta.url));

interface Case {
  readonly id: string;
  readonly object: unknown;
  readonly allowLabels: readonly string[];
  readonly allowAnnotations: readonly string[];
  readonly full: { readonly series: readonly string[]; readonly types: Readonly<Record<string, string>> };
}

interface Cases {
  readonly list: readonly Case[];
  readonly frames: readonly Buffer[];
}

function readCases(plural: string): Cases {
  const list = (JSON.parse(readFileSync(`${folder}${plural}.json`, 'utf8')) as { cases: Case[] }).cases;
  return { list, frames: splitFrames(readFileSync(`${folder}${plural}.watch.pb`)) };
}

function seriesOf(plural: string, each: Case, encoding: Encoding, body: Buffer): readonly string[] {
  const resource = resources.find((r) => r.plural === plural)!;
  const options: FamilyOptions = {
    labels: compileKeyFilter(each.allowLabels),
    annotations: compileKeyFilter(each.allowAnnotations),
  };
  const plan = planOf(resource, { options, selects: () => true });
  expect(new Set(plan.families.map((f) => f.name))).toEqual(new Set(Object.keys(each.full.types)));
  const rows = readWatch(plan, encoding, body).flatMap((object) => rowsOf(plan, object));
  return rows
    .join('')
    .split('\n')
    .filter((line) => line !== '')
    .sort();
}

if (!existsSync(folder)) it.skip(`cases of the reference: none at ${folder}`, () => {});
else {
  const plurals = resources.map((r) => r.plural).filter((plural) => existsSync(`${folder}${plural}.json`));
  describe.each(plurals)('%s', (plural) => {
    const { list, frames } = readCases(plural);
    describe.each(ENCODINGS)('%s', (encoding) => {
      it.each(list.map((each, i) => [each.id, each, frames[i]!] as const))('%s', (_, each, frame) => {
        const body = encoding === 'json' ? jsonWatch([each.object]) : frame;
        expect(seriesOf(plural, each, encoding, body)).toEqual([...each.full.series].sort());
      });
    });
  });
}
