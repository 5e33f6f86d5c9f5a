import type { ApiObject, Json, JsonObject } from '../objects.ts';
import { controlledBy } from './conditions.ts';
import type { PodTemplate } from './types.ts';

/** Label by which a Deployment tells the pods of its ReplicaSets apart. */
export const HASH_LABEL = 'pod-template-hash';

/** Makes a pod of a workload from its template. */
export function podOf(owner: ApiObject, name: string, template: PodTemplate, more: PodExtras = {}): JsonObject {
  const { labels, annotations } = template.metadata ?? {};
  return {
    metadata: {
      name,
      ...(more.generateName && { generateName: more.generateName }),
      namespace: owner.metadata.namespace,
      labels: { ...labels, ...more.labels },
      ...(annotations && { annotations }),
      ownerReferences: [controlledBy(owner)],
    },
    spec: { ...template.spec, ...more.spec },
    status: { phase: 'Pending', qosClass: 'Burstable' },
  };
}

/** Members of a pod that its template does not have. */
export interface PodExtras {
  readonly generateName?: string;
  readonly labels?: { readonly [key: string]: string };
  readonly spec?: JsonObject;
}

/** A hash of a template in the alphabet of names: FNV-1a over its members in the order of their names. */
export function templateHash(template: Json | undefined): string {
  let hash = 0x811c9dc5;
  for (const char of ordered(template)) hash = Math.imul(hash ^ char.charCodeAt(0), 0x01000193) >>> 0;
  let text = '';
  for (let i = 0, rest = hash; i < 10; i++, rest = (Math.imul(rest, 0x01000193) ^ (rest >>> 15)) >>> 0)
    text += 'bcdfghjklmnpqrstvwxz2456789'[rest % 27];
  return text;
}

function ordered(value: Json | undefined): string {
  return JSON.stringify(value ?? null, (_, member: Json) =>
    typeof member === 'object' && member !== null && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)))
      : member,
  );
}

/** A template without the label that a Deployment adds. */
export function bareTemplate(template: PodTemplate): PodTemplate {
  const { [HASH_LABEL]: _, ...labels } = template.metadata?.labels ?? {};
  return { ...template, metadata: { ...template.metadata, labels } };
}
