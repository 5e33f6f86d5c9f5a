import type { RawKind, RawObject } from '../raw-api.ts';

/** A well-known API: an entry of a configuration as its users write them, and objects as its controllers leave them. */
export interface WellKnown {
  readonly kind: RawKind;
  /** Keys of the entry below `groupVersionKind`, as YAML. */
  readonly entry: string;
  readonly objects: readonly RawObject[];
}

/** An object without what the server adds. */
export interface Given {
  readonly name: string;
  /** Absent: the kind is of the cluster. */
  readonly namespace?: string;
  readonly metadata?: object;
  readonly spec?: object;
  readonly status?: object;
}

/** `group/version, Kind plural`, and the rest of a case. */
export function wellKnown(names: string, entry: string, objects: readonly Given[]): WellKnown {
  const [, group = '', version = '', kind = '', plural = ''] = /^(.*)\/(.*), (.*) (.*)$/.exec(names) ?? [];
  const isNamespaced = objects.some(({ namespace }) => namespace !== undefined);
  return {
    kind: { group, kind, plural, versions: { [version]: true }, isNamespaced },
    entry: `  - groupVersionKind:\n      group: ${group}\n      version: ${version}\n      kind: ${kind}\n${entry
      .trim()
      .replace(/^(?=.)/gm, '    ')}\n`,
    objects: objects.map(({ name, namespace = '', metadata = {}, ...rest }) => ({
      ...{ name, namespace },
      members: JSON.stringify(rest).slice(1, -1),
      metadata: JSON.stringify({ creationTimestamp: '2024-05-06T07:08:09Z', generation: 2, ...metadata }).slice(1, -1),
    })),
  };
}

/** A condition as controllers write it. */
export function condition(type: string, status: 'True' | 'False' | 'Unknown', reason: string, message = ''): object {
  return { type, status, reason, message, lastTransitionTime: '2024-05-06T08:00:00Z', observedGeneration: 2 };
}
