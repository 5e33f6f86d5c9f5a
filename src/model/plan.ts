import type { Family } from './family.ts';
import type { Options } from './options.ts';
import type { Resource } from './resource.ts';

/** Group, version and plural of a resource: what tells it from every other one. */
export type ResourceKey = string;

/** One list/watch that a resource is read by. */
export interface WatchPlan {
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  /** Objects of other namespaces are skipped; undefined: none are. */
  readonly keepNamespaces: ReadonlySet<string> | undefined;
  /** Watches to use instead where the server refuses this one: one per namespace. */
  readonly fallback: readonly WatchPlan[];
}

/** Keys of object labels and annotations that samples of a resource show, and identity labels that they leave out. */
export interface LabelPlan {
  readonly labels: readonly string[];
  readonly annotations: readonly string[];
  /** Labels that lead every sample. */
  readonly everywhere: readonly string[];
  readonly dropped: readonly string[];
}

/** Rules for the objects of a resource that are shown. */
export interface AdmissionPlan {
  /** Label selector of namespaces; empty: all. Always empty for resources that are not namespaced. */
  readonly namespaceSelector: string;
  /** How many objects are shown at most; 0: no limit. */
  readonly objectLimit: number;
  /** How long an object is shown after it has ended; 0: for as long as it exists. */
  readonly finishedMaxAgeMs: number;
}

/** Encoding of stored segments, and the number of partitions of a scrape. */
export interface StoragePlan {
  readonly encoding: 'raw' | 'deflate';
  readonly partitions: number;
}

/** Everything that the process does about one resource. */
export interface ResourcePlan {
  readonly key: ResourceKey;
  readonly resource: Resource;
  /** The families that are on, in the order of exposition. */
  readonly families: readonly Family[];
  readonly watches: readonly WatchPlan[];
  readonly labels: LabelPlan;
  readonly admission: AdmissionPlan;
  readonly sparseStates: boolean;
  /** Lists come from the API server's cache. */
  readonly fromCache: boolean;
  readonly storage: StoragePlan;
  /** Equal fingerprints: a change of the plan leaves the running pipeline alone. */
  readonly fingerprint: string;
}

/** Way in which the process gets its shard. */
export type FleetPlan = Pick<
  Options,
  | 'shardingAlgorithm'
  | 'shard'
  | 'totalShards'
  | 'pod'
  | 'podNamespace'
  | 'shardLease'
  | 'shardLeaseDurationMs'
  | 'handoverTimeoutMs'
  | 'handoverOverlapMs'
  | 'reshardGraceMs'
  | 'standbyUnready'
  | 'serverSideSharding'
> & { readonly kind: 'fixed' | 'statefulset' | 'lease' };

/** Limits of answers; 0: none. */
export type ScrapePlan = StoragePlan & Pick<Options, 'maxSeries' | 'maxSeriesPerFamily' | 'maxBytes'>;

/** Where the process listens, and the time limits of its connections. */
export type ListenersPlan = Pick<
  Options,
  | 'host'
  | 'port'
  | 'telemetryHost'
  | 'telemetryPort'
  | 'readTimeoutMs'
  | 'readHeaderTimeoutMs'
  | 'idleTimeoutMs'
  | 'writeTimeoutMs'
  | 'shutdownTimeoutMs'
  | 'maxConnections'
  | 'enableDiagnostics'
  | 'tlsConfig'
  | 'authFilter'
  | 'authAudiences'
>;

/** Where the API server is, and how long the first sync may take. */
export type ClusterPlan = Pick<Options, 'apiserver' | 'kubeconfig' | 'initialSyncTimeoutMs'>;

/** Everything that the process does, as data: two plans can be printed and compared. */
export interface Plan {
  /** In the order of exposition. */
  readonly resources: ReadonlyMap<ResourceKey, ResourcePlan>;
  readonly fleet: FleetPlan;
  readonly scrape: ScrapePlan;
  readonly listeners: ListenersPlan;
  readonly cluster: ClusterPlan;
  /** Facts that an operator should know of the options, a line each. */
  readonly notices: readonly string[];
}
