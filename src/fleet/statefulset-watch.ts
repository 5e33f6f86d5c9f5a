import { type Identified, identity } from '../model/meta.ts';
import { int, mergeShapes, msg, optInt, optMsg, type Read } from '../model/schema.ts';
import type { WatchContext } from '../pipeline/context.ts';
import { watchInternally } from '../pipeline/internal-watch.ts';
import type { Reflector } from '../reflector/reflector.ts';
import { type Assignment, assign, type Placement } from './statefulset.ts';

const fields = { spec: msg(2, { replicas: optInt(1), ordinals: optMsg(11, { start: int(1) }) }) };

/**
 * Watches the StatefulSet of a pod and calls back with each change of the pod's shard; undefined if the set no longer
 * includes its ordinal.
 */
export function followStatefulSet(
  context: WatchContext,
  { namespace, set, pod }: Placement,
  onChange: (assignment: Assignment | undefined) => void,
): Reflector {
  const { log } = context;
  const path = `/apis/apps/v1/namespaces/${encodeURIComponent(namespace)}/statefulsets`;
  return watchInternally(context, {
    path,
    // RBAC by name permits a list or a watch with this selector only.
    query: { fieldSelector: `metadata.name=${set}` },
    form: 'full',
    shape: mergeShapes([identity, fields]),
    sink: {
      pressure: () => undefined,
      mark: () => {},
      sweep: () => {},
      // A set that was deleted takes its pods with it; what this one shows stays until then.
      delete: () => {},
      upsert: (object: Identified) => onChange(assign(set, pod, (object as Identified & Read<typeof fields>).spec)),
    },
    onBad: (error) => log.error({ path, error: error.message }, 'skipped a StatefulSet that could not be decoded'),
    onHealth: (health, _, detail) => {
      if (health === 'failing' || health === 'refused')
        log.warn({ path, detail }, 'the StatefulSet cannot be watched; keeping the current shard');
    },
  });
}
