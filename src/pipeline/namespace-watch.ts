import { identity } from '../model/meta.ts';
import type { Reflector } from '../reflector/reflector.ts';
import type { Namespaces } from './admission/namespace-filter.ts';
import { NamespaceSet } from './admission/namespaces.ts';
import type { WatchContext } from './context.ts';
import { watchInternally } from './internal-watch.ts';
import { WatchStates } from './watch-states.ts';

/** How the readiness report names the watch of --namespace-selector. */
const NAMESPACES = '/api/v1/namespaces (--namespace-selector)';

/** The namespaces that a label selector matches, followed. */
export interface NamespaceSource {
  readonly names: Namespaces;
  /** The state of the watch until the namespaces are known; without them there is nothing to show. */
  readonly states: WatchStates;
  /** Begins to follow them, if that has not begun; resolves when they are known. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** Opens what follows the namespaces that `selector` matches; `onChange` is told of changes after they are known. */
export function followNamespaces(context: WatchContext, selector: string, onChange: () => void): NamespaceSource {
  const { log } = context;
  const states = new WatchStates();
  states.expect(NAMESPACES);
  let announce = (): void => {};
  const known = new Promise<void>((resolve) => {
    announce = resolve;
  });
  const names = new NamespaceSet(() => {
    announce();
    states.forget(NAMESPACES);
  }, onChange);
  const open = (): Reflector =>
    watchInternally(context, {
      path: '/api/v1/namespaces',
      query: { labelSelector: selector },
      form: 'metadata',
      shape: identity,
      sink: names,
      onBad: (error) => log.error({ error: error.message }, 'skipped a Namespace that could not be decoded'),
      onHealth: (health, everSynced, detail) => {
        // A refusal holds back everything.
        if (everSynced) return;
        states.update(NAMESPACES, { health: health === 'refused' ? 'failing' : health, everSynced: false, detail });
      },
    });
  let reflector: Reflector | undefined;
  return {
    names,
    states,
    start: () => {
      reflector ??= open();
      return known;
    },
    stop: async () => reflector?.stop(),
  };
}
