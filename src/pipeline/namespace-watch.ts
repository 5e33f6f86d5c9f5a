import { identity } from '../model/meta.ts';
import type { Reflector } from '../reflector/reflector.ts';
import type { NamespaceSet } from './admission/namespaces.ts';
import { follow } from './internal-watch.ts';
import type { PipelineContext } from './pipeline.ts';

/** Name of the watch of --namespace-selector in the readiness report. */
export const NAMESPACES = '/api/v1/namespaces (--namespace-selector)';

/** Watches the namespaces that the selector matches; nothing else is requested before they are known. */
export function followNamespaces(context: PipelineContext, sink: NamespaceSet): Reflector {
  const { readiness, options, log } = context;
  readiness.expect(NAMESPACES);
  return follow(context, {
    path: '/api/v1/namespaces',
    query: { labelSelector: options.namespaceSelector },
    form: 'metadata',
    shape: identity,
    sink,
    onBad: (error) => log.error({ error: error.message }, 'skipped a Namespace that could not be decoded'),
    onHealth: (health, everSynced, detail) => {
      // Without the namespaces there is nothing to show, so that a refusal holds back everything.
      if (!everSynced) readiness.update(NAMESPACES, health === 'refused' ? 'failing' : health, false, detail);
    },
  });
}
