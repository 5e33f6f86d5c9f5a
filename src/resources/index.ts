import type { Resource } from '../model/resource.ts';
import { configmaps } from './configmaps.ts';
import { deployments } from './deployments.ts';
import { leases } from './leases.ts';
import { namespaces } from './namespaces.ts';
import { nodes } from './nodes.ts';
import { pods } from './pods.ts';
import { replicasets } from './replicasets.ts';
import { secrets } from './secrets.ts';
import { services } from './services.ts';

/** Every built-in resource, in the order of their names: one row each. */
export const resources: readonly Resource[] = [
  configmaps,
  deployments,
  leases,
  namespaces,
  nodes,
  pods,
  replicasets,
  secrets,
  services,
];
