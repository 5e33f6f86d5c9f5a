import { type Kind, kindKey } from './kinds.ts';
import { type JsonObject, textAt } from './objects.ts';

/** The part of a cluster that says which kinds are served. */
export interface ServedKinds {
  readonly kinds: readonly Kind[];
  addKind(kind: Kind): void;
  removeKind(kind: Kind): void;
}

/** Serves the versions that a CustomResourceDefinition says are served, and those alone; none once it is deleted. */
export function followDefinition(cluster: ServedKinds, definition: JsonObject, deleted = false): void {
  const served = deleted ? [] : kindsOf(definition);
  const spec = definition.spec as JsonObject | undefined;
  const [group, plural] = [textAt(spec, 'group'), textAt(spec, 'names', 'plural')];
  const keys = new Set(served.map((kind) => kindKey(kind.group, kind.version, kind.plural)));
  const isOld = (kind: Kind): boolean =>
    kind.group === group && kind.plural === plural && !keys.has(kindKey(group, kind.version, plural));
  const old = cluster.kinds.filter(isOld);
  // In this order, a version that takes the place of another one has its objects.
  for (const kind of served) cluster.addKind(kind);
  for (const kind of old) cluster.removeKind(kind);
}

function kindsOf(definition: JsonObject): readonly Kind[] {
  const spec = definition.spec as JsonObject | undefined;
  const versions = (spec?.versions ?? []) as readonly JsonObject[];
  return versions
    .filter((version) => version.served !== false)
    .map((version) => ({
      group: textAt(spec, 'group'),
      version: textAt(version, 'name'),
      plural: textAt(spec, 'names', 'plural'),
      kind: textAt(spec, 'names', 'kind'),
      namespaced: textAt(spec, 'scope') === 'Namespaced',
      shortName: '',
      message: undefined,
    }));
}
