import { compileJsonReader } from '../../../src/decode/json.ts';
import type { Family } from '../../../src/model/family.ts';
import type { Identified } from '../../../src/model/meta.ts';
import type { Resource } from '../../../src/model/resource.ts';
import { compileKeyFilter } from '../../../src/plan/key-filter.ts';
import { compileRenderer, familyTexts } from '../../../src/render/renderer.ts';
import { readJsonObjects } from '../../../test/support/corpus.ts';

/** The samples of one object of the conformance corpus in one family, as lines. */
export interface CorpusSamples {
  readonly family: Family;
  readonly lines: readonly string[];
}

/** Returns the samples of all objects of the corpus, with all labels and annotations shown. */
export function corpusSamples(resource: Resource): readonly CorpusSamples[] {
  const all = compileKeyFilter(['*']);
  const plan = compileRenderer(
    resource,
    () => true,
    { labels: all, annotations: all },
    () => {},
  );
  const read = compileJsonReader(plan.shape);
  return readJsonObjects(resource.plural).flatMap((bytes) => {
    const texts = familyTexts(plan, read(bytes, 0, bytes.length) as unknown as Identified);
    return plan.families.map((family, i) => ({ family, lines: texts[i]!.split('\n').filter((l) => l !== '') }));
  });
}
