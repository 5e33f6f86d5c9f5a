/** Keys that are selected, by resource (or `*`). */
export type KeyLists = ReadonlyMap<string, readonly string[]>;

/** Checked values of all flags and files. Immutable; a change creates new ones. */
export interface Options {
  readonly apiserver: string;
  readonly kubeconfig: string;
  readonly useApiserverCache: boolean;
  readonly initialSyncTimeoutMs: number;

  /** Plural names, sorted. */
  readonly resources: readonly string[];
  /** Empty: all. */
  readonly namespaces: readonly string[];
  readonly namespacesDenylist: readonly string[];
  readonly metricAllowlist: readonly RegExp[];
  readonly metricDenylist: readonly RegExp[];
  readonly metricOptIn: readonly RegExp[];
  readonly labelsAllowlist: KeyLists;
  readonly annotationsAllowlist: KeyLists;
  readonly metricProfile: 'minimal' | 'alerts' | 'full';
  readonly sparseStates: boolean;
  /** 0: no limit. */
  readonly finishedPodMaxAgeMs: number;
  /** Label selector of namespaces; empty: all. */
  readonly namespaceSelector: string;
  /** Resource to label selector. */
  readonly objectLabelSelectors: ReadonlyMap<string, string>;
  readonly labelsEverywhere: KeyLists;
  readonly dropLabels: KeyLists;
  /** 0: no limit. */
  readonly objectLimit: number;
  readonly customResourceConfig: string;
  readonly customResourceConfigFile: string;
  readonly continueWithoutCustomResourceConfigFile: boolean;
  readonly customResourcesOnly: boolean;

  readonly shard: number;
  readonly totalShards: number;
  readonly shardingAlgorithm: 'jump' | 'md5' | 'range';
  /** Time for which objects that moved to another shard are still served. */
  readonly reshardGraceMs: number;
  /** Name of the Leases that the shards are; empty: they are not. */
  readonly shardLease: string;
  readonly shardLeaseDurationMs: number;
  /** Time for which shutdown waits for a successor. */
  readonly handoverTimeoutMs: number;
  /** Time for which a replica keeps serving beside its successor. */
  readonly handoverOverlapMs: number;
  readonly pod: string;
  readonly podNamespace: string;
  readonly node: string;
  readonly trackUnscheduledPods: boolean;

  readonly host: string;
  readonly port: number;
  readonly telemetryHost: string;
  readonly telemetryPort: number;
  readonly gzip: boolean;
  /** Objects of different parts of divided scrapes are kept apart up to this many parts; a power of two. */
  readonly scrapeParts: number;
  /** 0: no limit, for this one and the next two. */
  readonly maxSeries: number;
  readonly maxSeriesPerFamily: number;
  readonly maxBytes: number;
  readonly tlsConfig: string;
  readonly authFilter: boolean;
  readonly readTimeoutMs: number;
  readonly writeTimeoutMs: number;
  readonly idleTimeoutMs: number;
  readonly readHeaderTimeoutMs: number;
  /** Answers under way at the end have this long. */
  readonly shutdownTimeoutMs: number;

  readonly config: string;
  readonly continueWithoutConfig: boolean;
  readonly verbosity: number;
  /** Notices for the operator, such as flags without effect, one line each. */
  readonly notices: readonly string[];
}
