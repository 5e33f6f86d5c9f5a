import { type ApiObject, textAt } from '../objects.ts';
import { type Change, type Controller, deletion, statusChange, type World } from './change.ts';
import { timeMs } from './conditions.ts';

/** A namespace of this age has been there before the controllers, with all that it has. */
const NEW_MS = 10_000;

/** Makes the controller that gives new namespaces what they all have, and empties and removes those that are deleted. */
export function namespaceController(plurals: () => readonly string[]): Controller {
  return {
    plural: 'namespaces',
    reconcile: (namespace, world) =>
      namespace.metadata.deletionTimestamp ? empty(namespace, world, plurals()) : furnish(namespace, world),
  };
}

function furnish(namespace: ApiObject, world: World): readonly Change[] {
  const { name, creationTimestamp } = namespace.metadata;
  const changes = textAt(namespace, 'status', 'phase')
    ? []
    : statusChange('namespaces', namespace, { phase: 'Active' });
  if (world.nowMs - timeMs(String(creationTimestamp ?? '')) > NEW_MS) return changes;
  const absent = (plural: string, object: string): boolean => !world.get(plural, name, object);
  const create = (plural: string, object: string, more = {}): Change => ({
    do: 'create',
    plural,
    object: { metadata: { name: object, namespace: name }, ...more },
  });
  return [
    ...changes,
    ...(absent('serviceaccounts', 'default') ? [create('serviceaccounts', 'default')] : []),
    ...(absent('configmaps', 'kube-root-ca.crt')
      ? [create('configmaps', 'kube-root-ca.crt', { data: { 'ca.crt': '' } })]
      : []),
  ];
}

function empty(namespace: ApiObject, world: World, plurals: readonly string[]): readonly Change[] {
  const { name } = namespace.metadata;
  const changes: Change[] = [];
  let left = 0;
  for (const plural of plurals) {
    for (const object of world.inNamespace(plural, name)) {
      left++;
      if (!object.metadata.deletionTimestamp) changes.push(deletion(plural, object));
    }
  }
  if (left === 0) return [{ do: 'remove', plural: 'namespaces', namespace: '', name }];
  return [...changes, { do: 'again', afterMs: 500 }];
}
