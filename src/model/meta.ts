import { int, list, msg, optBool, type Read, str, strMap, time } from './schema.ts';

/** Fields of ObjectMeta that are read of every object: its identity, and its resource version. */
export const identity = { metadata: msg(1, { name: str(1), namespace: str(3), uid: str(5), resourceVersion: str(6) }) };

/** Any object, with the fields that every reader reads. */
export type Identified = Read<typeof identity>;

/** `metadata.resourceVersion` (k8s.io/apimachinery/pkg/apis/meta/v1). */
export const resourceVersion = { metadata: msg(1, { resourceVersion: str(6) }) };
/** `metadata.generation`. */
export const generation = { metadata: msg(1, { generation: int(7) }) };
/** `metadata.creationTimestamp`, in Unix seconds. */
export const creationTimestamp = { metadata: msg(1, { creationTimestamp: time(8) }) };
/** `metadata.deletionTimestamp`, in Unix seconds; undefined unless a deletion is pending. */
export const deletionTimestamp = { metadata: msg(1, { deletionTimestamp: time(9) }) };
/** `metadata.labels`. */
export const labels = { metadata: msg(1, { labels: strMap(11) }) };
/** `metadata.annotations`. */
export const annotations = { metadata: msg(1, { annotations: strMap(12) }) };
/** `metadata.ownerReferences`. */
export const ownerReferences = {
  metadata: msg(1, { ownerReferences: list(13, { kind: str(1), name: str(3), controller: optBool(6) }) }),
};

/** A condition of most kinds. They number these fields alike; check other kinds before use. */
export const conditionShape = { type: str(1), status: str(2) };

/** An owner reference as the families show it. */
export type Owner = Read<typeof ownerReferences>['metadata']['ownerReferences'][number];
