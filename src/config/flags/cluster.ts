import { bool, duration, signedDuration, text } from '../scalar-types.ts';
import { group } from './row.ts';

/** Flags for the connection to the API server. */
export const clusterFlags = group('Cluster', {
  apiserver: {
    name: 'apiserver',
    type: text,
    applies: 'cluster',
    help: 'URL of the API server; overrides the one in the kubeconfig',
  },
  kubeconfig: {
    name: 'kubeconfig',
    completes: 'files',
    type: text,
    applies: 'cluster',
    help: "path of a kubeconfig file; without it and --apiserver, the pod's service account or KUBECONFIG is used",
  },
  useApiserverCache: {
    name: 'use-apiserver-cache',
    type: bool,
    fileKeys: ['use_api_server_cache'],
    applies: 'resources',
    help: "list from the API server's cache (resourceVersion=0) instead of from etcd",
  },
  initialSyncTimeoutMs: {
    name: 'initial-sync-timeout',
    type: duration,
    default: '2m',
    applies: 'none',
    help: 'after this time, serve without the resources that have not been synced, if at least one has',
    ours: true,
  },
  storeSyncTimeoutMs: {
    name: 'store-sync-timeout',
    type: signedDuration,
    default: '2m',
    applies: 'none',
    help: 'the name of --initial-sync-timeout in next versions of kube-state-metrics, which --initial-sync-timeout overrides; 0s or less: 2m',
  },
});
