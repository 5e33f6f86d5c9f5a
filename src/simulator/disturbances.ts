import { oneOf, optional, readFields, text } from './checks.ts';
import { checkResource } from './faults.ts';
import type { Json } from './objects.ts';
import { expired } from './status.ts';
import type { StoredObject } from './stored.ts';
import type { WatchEvents } from './watch-events.ts';

/** An open watch, as far as it can be disturbed. Calls take effect in order, after what is being written. */
export interface Disturbed {
  readonly events: WatchEvents;
  queue(write: () => Promise<void>): void;
  /** Ends it as servers end watches after a while. */
  end(): void;
  /** Sends nothing any more. */
  silence(): void;
  /** Breaks the connection. */
  cut(): void;
  /** Writes something else in place of the next event. */
  replaceNext(write: (object: StoredObject) => Promise<void>): void;
}

interface DisturbanceType {
  readonly effect: string;
  readonly disturb: (watch: Disturbed) => void;
}

function type(effect: string, disturb: DisturbanceType['disturb']): DisturbanceType {
  return { effect, disturb };
}

/** Everything that can happen to open watches. */
export const disturbances = {
  expire: type('an ERROR event 410, and the end', (watch) => {
    watch.queue(() => watch.events.error(expired('too old resource version')));
    watch.end();
  }),
  end: type('the end, as servers end watches after a while', (watch) => watch.end()),
  cut: type('the connection breaks within an event', (watch) => {
    watch.queue(async () => {
      await watch.events.half();
      watch.cut();
    });
  }),
  silence: type('nothing is sent any more', (watch) => watch.silence()),
  garbage: type('bytes that are no event', (watch) => {
    watch.queue(() => watch.events.raw(Buffer.from('<html>502 Bad Gateway</html>')));
  }),
  unknownType: type('the next event is of a type that does not exist', (watch) => {
    watch.replaceNext((object) => watch.events.unknownType(object));
  }),
  brokenObject: type('the object of the next event cannot be read', (watch) => {
    watch.replaceNext(() => watch.events.brokenObject());
  }),
};

/** A disturbance of open watches. */
export type Disturbance = keyof typeof disturbances;

/** All of them. */
export const disturbanceNames = Object.keys(disturbances) as Disturbance[];

const REQUEST = { how: oneOf(disturbanceNames), resource: optional(text) };

/** Reads a disturbance that was posted. Throws 400, naming what is unknown or wrong. */
export function readDisturbance(
  json: Json | undefined,
  plurals: readonly string[],
): { readonly how: Disturbance; readonly resource?: string } {
  const request = readFields('disturbance', json, REQUEST);
  checkResource(request.resource, plurals);
  return request;
}
