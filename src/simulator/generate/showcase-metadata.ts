import type { JsonObject } from '../objects.ts';

/** Namespace of the objects that are there to be shown. */
export const SHOWCASE = 'showcase';

/** An object of a showcase and its kind. */
export type Shown = readonly [plural: string, object: JsonObject];

/** Times of the objects of a showcase, as the API writes them. */
export interface ShowTimes {
  readonly created: string;
  readonly recent: string;
}

/** Builds metadata of an object of a showcase. */
export function shownMetadata(name: string, { created }: ShowTimes, more: JsonObject = {}): JsonObject {
  return { name, namespace: SHOWCASE, creationTimestamp: created, generation: 1, labels: { app: name }, ...more };
}

/** Metadata of an object that is deleted as soon as somebody has cleaned up behind it. */
export function leaving({ recent }: ShowTimes): JsonObject {
  return { deletionTimestamp: recent, deletionGracePeriodSeconds: 0, finalizers: ['example.com/clean-up'] };
}
