import type { Environment } from '../base/ports.ts';
import { bool } from './scalar-types.ts';

/** A feature gate of client-go as the environment sets it. */
export interface FeatureGate {
  readonly enabled: boolean;
  /** Why its variable was ignored; absent: it was not. */
  readonly problem?: string;
}

/**
 * Reads a feature gate from `KUBE_FEATURE_<name>` as client-go does (k8s.io/client-go/features/envvar.go): Go's spellings of a
 * boolean count, and any other value, the empty one included, is reported and leaves the default.
 */
export function readFeatureGate(env: Environment, name: string, byDefault: boolean): FeatureGate {
  const variable = `KUBE_FEATURE_${name}`;
  const text = env[variable];
  if (text === undefined) return { enabled: byDefault };
  let problem = '';
  const enabled = bool.parse(text, (message) => {
    problem = `${variable} is ignored: ${message}`;
  });
  return problem ? { enabled: byDefault, problem } : { enabled: enabled ?? byDefault };
}
