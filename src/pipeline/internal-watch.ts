import type { DecodeError } from '../base/errors.ts';
import { compileDecoder } from '../decode/decoder.ts';
import type { Resource } from '../model/resource.ts';
import type { Shape } from '../model/schema.ts';
import type { Sink } from '../reflector/contract.ts';
import type { Health } from '../reflector/machine.ts';
import { Reflector } from '../reflector/reflector.ts';
import { SyncLimiter } from '../reflector/sync-limiter.ts';
import { SparingLog } from '../telemetry/sparing-log.ts';
import type { WatchContext } from './context.ts';

export interface InternalWatch {
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly form: Resource['form'];
  readonly shape: Shape;
  readonly sink: Sink;
  readonly onHealth: (health: Health, everSynced: boolean, detail: string) => void;
  readonly onBad: (error: DecodeError) => void;
}

/** Follows objects that the program itself goes by, and does not show. It takes no turns with those that are shown. */
export function watchInternally(
  { transport, clock, timing, pacer, reader, watchLists, memory }: WatchContext,
  followed: InternalWatch,
): Reflector {
  const { path, query, form, shape, sink, onHealth, onBad } = followed;
  const sparing = new SparingLog(() => clock.now());
  const reflector = new Reflector({
    path,
    query,
    decoder: compileDecoder(form, shape, reader),
    transport,
    sink,
    observer: {
      request: () => {},
      received: () => {},
      heard: () => {},
      listed: () => {},
      sharded: () => {},
      bad: (error) => {
        if (sparing.next(error.code)) onBad(error);
      },
      health: onHealth,
    },
    clock,
    memory,
    ...timing,
    pacer,
    syncLimiter: new SyncLimiter(1),
    rank: 0,
    watchLists: watchLists.of(path),
    fromCache: false,
  });
  reflector.start();
  return reflector;
}
