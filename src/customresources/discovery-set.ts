import type { Identified } from '../model/meta.ts';
import { list, msg, optBool, type Read, str } from '../model/schema.ts';
import type { Definition } from './discovery.ts';

/**
 * Fields of a CustomResourceDefinition that discovery goes by; the numbers are those of k8s.io/apiextensions-apiserver
 * pkg/apis/apiextensions/v1/generated.proto. The schemas of its versions, which are nearly all of it, are skipped undecoded.
 */
export const definitionShape = {
  metadata: msg(1, { name: str(1), namespace: str(3), uid: str(5), resourceVersion: str(6) }),
  spec: msg(2, {
    group: str(1),
    names: msg(3, { plural: str(1), kind: str(4) }),
    scope: str(4),
    versions: list(7, { name: str(1), served: optBool(2) }),
  }),
  status: msg(3, { conditions: list(1, { type: str(1), status: str(2) }) }),
};

type DefinitionObject = Read<typeof definitionShape>;

/** Receiver of what becomes of the definitions. */
export interface DefinitionEvents {
  added(): void;
  updated(): void;
  deleted(): void;
  /** The first list is complete. */
  ready(): void;
  /** A kind, its scope, or whether a version is served has changed since the first list. */
  changed(): void;
}

interface Held {
  readonly resourceVersion: string;
  readonly definition: Definition;
}

/**
 * The CustomResourceDefinitions of the cluster, kept in sync by a reflector whose sink this is. Changes that discovery does not go
 * by, such as those of schemas, change nothing.
 */
export class DefinitionSet {
  private held = new Map<string, Held>();
  /** Names that the current list has brought. */
  private listed: Set<string> | undefined;
  private complete = false;
  private readonly events: DefinitionEvents;

  constructor(events: DefinitionEvents) {
    this.events = events;
  }

  /** Number of definitions. */
  get count(): number {
    return this.held.size;
  }

  /** Whether the first list is complete. */
  get known(): boolean {
    return this.complete;
  }

  definitions(): readonly Definition[] {
    return [...this.held.values()].map(({ definition }) => definition);
  }

  pressure(): undefined {
    return undefined;
  }

  mark(): void {
    this.listed = new Set();
  }

  sweep(): void {
    const { listed } = this;
    this.listed = undefined;
    if (listed) for (const name of [...this.held.keys()]) if (!listed.has(name)) this.remove(name);
    if (this.complete) return;
    this.complete = true;
    this.events.ready();
  }

  upsert(object: Identified): void {
    const { name, resourceVersion } = object.metadata;
    this.listed?.add(name);
    const before = this.held.get(name);
    if (before && before.resourceVersion === resourceVersion) return;
    const definition = definitionOf(object as DefinitionObject);
    this.held.set(name, { resourceVersion, definition });
    if (before) this.events.updated();
    else this.events.added();
    if (JSON.stringify(before?.definition) !== JSON.stringify(definition)) this.change();
  }

  delete({ metadata: { name } }: Identified): void {
    this.listed?.delete(name);
    this.remove(name);
  }

  private remove(name: string): void {
    if (!this.held.delete(name)) return;
    this.events.deleted();
    this.change();
  }

  private change(): void {
    if (this.complete) this.events.changed();
  }
}

function definitionOf({ metadata, spec, status }: DefinitionObject): Definition {
  const { group, names, scope, versions } = spec;
  // `served` is required; kube-state-metrics takes a version without it as served.
  const served = versions.filter((version) => version.served !== false).map((version) => version.name);
  // Requests would get 404 until the API server has accepted the names. One that does not say is taken at its word.
  const { conditions } = status;
  const accepted = conditions.length === 0 || conditions.some((c) => c.type === 'Established' && c.status === 'True');
  return {
    name: metadata.name,
    group,
    kind: names.kind,
    plural: names.plural,
    namespaced: scope === 'Namespaced',
    versions: accepted && group && names.kind && names.plural ? served.filter((name) => name !== '') : [],
  };
}
