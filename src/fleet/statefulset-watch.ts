import { sleep } from '../base/clock.ts';
import { errorText } from '../base/errors.ts';
import { type Identified, identity } from '../model/meta.ts';
import { int, mergeShapes, msg, optInt, optMsg, type Read } from '../model/schema.ts';
import type { WatchContext } from '../pipeline/context.ts';
import { watchInternally } from '../pipeline/internal-watch.ts';
import type { Health } from '../reflector/machine.ts';
import { SparingLog } from '../telemetry/sparing-log.ts';
import { type Placement, readStanding, type Standing, standingOf } from './statefulset.ts';

/** Interval in which a StatefulSet is read that may not be watched. Pods that are scaled away serve for longer than that. */
const POLL_MS = 5_000;

const fields = {
  metadata: msg(1, { generation: int(7) }),
  spec: msg(2, { replicas: optInt(1), ordinals: optMsg(11, { start: int(1) }) }),
  status: msg(3, { observedGeneration: int(1), replicas: int(2), readyReplicas: int(3) }),
};

/** A StatefulSet that is followed. */
export interface StatefulSetSource {
  stop(): Promise<void>;
}

/**
 * Follows the StatefulSet of a pod and calls back with each state of it: by a watch, and by reading it again and again while
 * watching it is refused.
 */
export function followStatefulSet(
  context: WatchContext,
  placement: Placement,
  onStanding: (standing: Standing) => void,
): StatefulSetSource {
  const { log } = context;
  const { namespace, set, pod } = placement;
  const path = `/apis/apps/v1/namespaces/${encodeURIComponent(namespace)}/statefulsets`;
  const sparing = new SparingLog(() => context.clock.now());
  const polling = new Polling(context, placement, onStanding);
  const reflector = watchInternally(context, {
    path,
    // RBAC by name permits a list or a watch with this selector only.
    query: { fieldSelector: `metadata.name=${set}` },
    form: 'full',
    shape: mergeShapes([identity, fields]),
    sink: {
      pressure: () => undefined,
      mark: () => {},
      sweep: () => {},
      // A set that was deleted takes its pods with it; what this one shows stays until then.
      delete: () => {},
      upsert: (object: Identified) => onStanding(standingOf(set, pod, object as Identified & Read<typeof fields>)),
    },
    onBad: (error) => log.error({ path, error: error.message }, 'skipped a StatefulSet that could not be decoded'),
    onHealth: (health: Health, _: boolean, detail: string) => {
      if (health === 'refused') polling.start(detail);
      else if (health === 'synced') polling.stop();
      else if (health === 'failing' && sparing.next('failing'))
        log.warn({ path, detail }, 'the StatefulSet cannot be watched; keeping the current shard');
    },
  });
  return {
    stop: async () => {
      polling.stop();
      await reflector.stop();
    },
  };
}

/** Reads a StatefulSet again and again, for a role that permits `get` alone. */
class Polling {
  private readonly context: WatchContext;
  private readonly placement: Placement;
  private readonly onStanding: (standing: Standing) => void;
  private readonly sparing: SparingLog;
  private ending: AbortController | undefined;

  constructor(context: WatchContext, placement: Placement, onStanding: (standing: Standing) => void) {
    this.context = context;
    this.placement = placement;
    this.onStanding = onStanding;
    this.sparing = new SparingLog(() => context.clock.now());
  }

  /** Starts to read, unless that is under way; `detail`: why watching was refused. */
  start(detail: string): void {
    if (this.ending) return;
    const { set, namespace } = this.placement;
    const text = `the StatefulSet may not be listed and watched; reading it every ${POLL_MS / 1000} s`;
    this.context.log.info({ set, namespace, detail }, text);
    this.ending = new AbortController();
    void this.run(this.ending.signal);
  }

  stop(): void {
    this.ending?.abort();
    this.ending = undefined;
  }

  private async run(signal: AbortSignal): Promise<void> {
    const { clock, transport } = this.context;
    while (!signal.aborted) {
      try {
        const standing = await readStanding(transport, clock, this.placement);
        if (!signal.aborted) this.onStanding(standing);
      } catch (error) {
        this.failed(error);
      }
      await sleep(clock, POLL_MS * (0.8 + 0.2 * clock.random()), signal);
    }
  }

  private failed(error: unknown): void {
    const more = this.sparing.next('read');
    const fields = { set: this.placement.set, error: errorText(error), ...more };
    if (more) this.context.log.warn(fields, 'the StatefulSet cannot be read; keeping the current shard');
  }
}
