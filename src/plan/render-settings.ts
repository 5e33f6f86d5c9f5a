import { writeKeyLabels } from '../families/labels.ts';
import type { RenderFamily } from '../model/family.ts';
import { type Identified, labels as labelFields } from '../model/meta.ts';
import type { ResourcePlan } from '../model/plan.ts';
import { mergeShapes, type Read } from '../model/schema.ts';
import type { RenderSettings } from '../render/renderer.ts';
import { compileKeyFilter } from './key-filter.ts';

type Labeled = Identified & Read<typeof labelFields>;

/** Compiles how the samples of a resource differ from its declaration. */
export function renderSettings({ resource, labels, admission, sparseStates }: ResourcePlan): RenderSettings {
  const everywhere = compileKeyFilter(labels.everywhere);
  const lead: RenderFamily<Labeled> | undefined =
    everywhere && ((object, samples) => writeKeyLabels(samples, 'label', everywhere(object.metadata.labels)));
  const expiry = admission.finishedMaxAgeMs > 0 ? resource.expiry : undefined;
  return {
    sparseStates,
    dropped: new Set(labels.dropped),
    lead,
    reads: mergeShapes([everywhere ? labelFields : {}, expiry?.reads ?? {}]),
  };
}
