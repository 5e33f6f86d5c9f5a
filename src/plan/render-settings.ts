import { writeKeyLabels } from '../families/labels.ts';
import type { KeyFilter, RenderFamily } from '../model/family.ts';
import type { Identified } from '../model/meta.ts';
import { creationTimestamp, labels } from '../model/meta.ts';
import type { KeyLists, Options } from '../model/options.ts';
import type { Resource } from '../model/resource.ts';
import { list, mergeShapes, msg, optMsg, type Read, str, time } from '../model/schema.ts';
import type { RenderSettings } from '../render/renderer.ts';
import { compileKeyFilter } from './key-filter.ts';

type Labelled = Identified & Read<typeof labels>;

/** Returns the object labels that the flags put on every metric of a resource. */
export function everywhereFilter(resource: Resource, options: Options): KeyFilter {
  return compileKeyFilter(entriesOf(options.labelsEverywhere, resource));
}

/** Returns the entries for `*` if there are any, else those of the resource. */
export function entriesOf(lists: KeyLists, resource: Resource): readonly string[] {
  return lists.get('*') ?? lists.get(resource.plural) ?? [];
}

/** Fields that determine when a pod finished. */
export const finishedPodShape = mergeShapes([
  creationTimestamp,
  {
    status: msg(3, {
      phase: str(1),
      containerStatuses: list(8, { state: msg(2, { terminated: optMsg(3, { finishedAt: time(6) }) }) }),
    }),
  },
]);

/** Compiles the flags that change samples of a resource. */
export function renderSettings(resource: Resource, options: Options): RenderSettings {
  const everywhere = everywhereFilter(resource, options);
  const lead: RenderFamily<Labelled> | undefined =
    everywhere && ((object, rows) => writeKeyLabels(rows, 'label', everywhere(object.metadata.labels)));
  const agesPods = resource.plural === 'pods' && options.finishedPodMaxAgeMs > 0;
  return {
    sparseStates: options.sparseStates,
    dropped: new Set(entriesOf(options.dropLabels, resource)),
    lead,
    reads: mergeShapes([everywhere ? labels : {}, agesPods ? finishedPodShape : {}]),
  };
}
