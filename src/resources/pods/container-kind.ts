import { type Field, list, type Read, type Shape } from '../../model/schema.ts';

/**
 * A kind of containers. Containers and init containers have the same families, with other names and from other fields.
 */
export interface ContainerKind {
  /** Prefix of the names of the families. */
  readonly prefix: 'kube_pod_container' | 'kube_pod_init_container';
  /** The kind as the help texts name it. */
  readonly what: string;
  /** JSON name and protobuf number of the list in the spec, and of that in the status. */
  readonly spec: readonly [name: string, no: number];
  readonly status: readonly [name: string, no: number];
  /** Whether the restart policy is shown: init containers may be sidecars. */
  readonly sidecars: boolean;
}

/** The containers of pods. */
export const containers: ContainerKind = {
  prefix: 'kube_pod_container',
  what: 'a container',
  spec: ['containers', 2],
  status: ['containerStatuses', 8],
  sidecars: false,
};

/** The init containers of pods, sidecars included (KEP-753). */
export const initContainers: ContainerKind = {
  prefix: 'kube_pod_init_container',
  what: 'an init container',
  spec: ['initContainers', 20],
  status: ['initContainerStatuses', 10],
  sidecars: true,
};

/** A list field that a kind names: the field to read, and the accessor of its value. */
export interface NamedList<T> {
  readonly field: { readonly [name: string]: Field<readonly T[]> };
  readonly of: (parent: object) => readonly T[];
}

/** Declares the list of a container kind with the given fields of each item. */
export function namedList<const S extends Shape>([name, no]: ContainerKind['spec'], shape: S): NamedList<Read<S>> {
  return {
    field: { [name]: list(no, shape) },
    // The type of a field whose name is computed is lost on the way.
    of: (parent) => (parent as Record<string, readonly Read<S>[]>)[name]!,
  };
}

/** Groups items by name, in their order. */
export function indexByName<T extends { readonly name: string }>(
  items: readonly T[],
): ReadonlyMap<string, readonly T[]> {
  const index = new Map<string, T[]>();
  for (const item of items) {
    const others = index.get(item.name);
    if (others) others.push(item);
    else index.set(item.name, [item]);
  }
  return index;
}
