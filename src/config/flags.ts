/**
 * Every flag as data: its name, type, default and help. The argument parser, `--help` and docs/cli.md come from here.
 * Names and defaults are those of kube-state-metrics v2.20 unless `ours` says otherwise.
 */

export type FlagType =
  | 'bool'
  | 'int'
  | 'float'
  | 'string'
  | 'duration'
  /** Comma-separated; a repeated flag adds to it. */
  | 'list'
  /** `resource=[key,…],…`; a repeated flag replaces it. */
  | 'allowlist'
  /** `resource=label selector`; a repeated flag adds to it. */
  | 'selectors';

export interface Flag {
  readonly name: string;
  readonly type: FlagType;
  /** In the form in which it would be given. */
  readonly default: string;
  readonly help: string;
  readonly group: string;
  /** Older or other spellings. */
  readonly aliases?: readonly string[];
  readonly short?: string;
  /** kube-state-metrics does not have it. */
  readonly ours?: true;
  /** Taken and without effect here; the text says why. */
  readonly ignored?: string;
}

const KLOG = 'belongs to the Go logger; logs go to standard error as JSON lines, at the level that -v says';

type Row = readonly [name: string, type: FlagType, fallback: string, help: string, more?: Partial<Flag>];

function group(name: string, rows: readonly Row[]): Flag[] {
  return rows.map(([flag, type, fallback, help, more]) => ({
    name: flag,
    type,
    default: fallback,
    help,
    group: name,
    ...more,
  }));
}

export const flags: readonly Flag[] = [
  ...group('Cluster', [
    ['apiserver', 'string', '', 'URL of the API server; replaces the one of the kubeconfig'],
    [
      'kubeconfig',
      'string',
      '',
      'path of a kubeconfig; without it and --apiserver the service account of the pod is used',
    ],
    [
      'use-apiserver-cache',
      'bool',
      'false',
      'list from the cache of the API server (resourceVersion=0) instead of from etcd',
    ],
    [
      'initial-sync-timeout',
      'duration',
      '2m',
      'serve without a resource that has not been read in full this long after the start, once another one has',
      { ours: true },
    ],
  ]),
  ...group('What is shown', [
    [
      'resources',
      'list',
      '',
      'resources to show, by plural name (default: all but those that the documentation marks)',
      { aliases: ['resource'] },
    ],
    ['namespaces', 'list', '', 'namespaces to show (default: all)'],
    ['namespaces-denylist', 'list', '', 'namespaces to leave out, also of those that --namespaces names'],
    [
      'metric-allowlist',
      'list',
      '',
      'families to show: names or ECMAScript patterns that match anywhere in a name; not together with --metric-denylist',
    ],
    ['metric-denylist', 'list', '', 'families to leave out, in the same form'],
    ['metric-opt-in-list', 'list', '', 'families to show of those that are off by default, in the same form'],
    [
      'metric-labels-allowlist',
      'allowlist',
      '',
      'object labels to show, by resource: pods=[app,example.org/*],nodes=[*]; one * in a key; *=[…] for all resources',
    ],
    ['metric-annotations-allowlist', 'allowlist', '', 'object annotations to show, in the same form'],
    [
      'object-limit',
      'int',
      '0',
      'show at most this many objects of each resource, the first by namespace and name; 0: all',
    ],
    [
      'metric-profile',
      'string',
      'full',
      'families to show: minimal, alerts (what the rules and dashboards of the kubernetes-mixin read), or full',
      { ours: true },
    ],
    [
      'sparse-states',
      'bool',
      'false',
      'leave out the samples of value 0 of phases, conditions and other sets of states',
      { ours: true },
    ],
    [
      'finished-pod-max-age',
      'duration',
      '0s',
      'leave out pods that succeeded or failed longer ago than this; 0s: none',
      { ours: true },
    ],
    [
      'namespace-selector',
      'string',
      '',
      'show objects of the namespaces that this label selector matches only',
      { ours: true },
    ],
    [
      'object-label-selector',
      'selectors',
      '',
      'show the objects of a resource that a label selector matches only, as in pods=app=web; repeatable',
      { ours: true },
    ],
    [
      'metric-labels-everywhere',
      'allowlist',
      '',
      'object labels to put on every metric of a resource, as in pods=[team]',
      { ours: true },
    ],
    [
      'metric-drop-labels',
      'allowlist',
      '',
      'labels to leave out of every metric of a resource, as in pods=[uid]; refused where series would become equal',
      { ours: true },
    ],
    ['custom-resource-state-config', 'string', '', 'custom resource state configuration, as YAML text'],
    ['custom-resource-state-config-file', 'string', '', 'path of a custom resource state configuration'],
    ['custom-resource-state-only', 'bool', 'false', 'show custom resources only'],
    [
      'continue-without-custom-resource-state-config-file',
      'bool',
      'false',
      'start when that file is missing, and read it when it appears',
    ],
  ]),
  ...group('Sharding', [
    ['shard', 'int', '0', 'which shard this is, counted from 0'],
    ['total-shards', 'int', '1', 'how many shards there are; 1: no sharding'],
    [
      'sharding-algorithm',
      'string',
      'jump',
      'how objects are divided among shards: jump (as kube-state-metrics does), md5 (as its manual says), or range (which API servers from 1.36 can do themselves); the same in all shards',
      { ours: true },
    ],
    ['pod', 'string', '', 'name of this pod: the shard follows from its StatefulSet; needs --pod-namespace'],
    ['pod-namespace', 'string', '', 'namespace of this pod'],
    [
      'reshard-grace',
      'duration',
      '2m',
      'how long objects that moved to another shard are still shown after the number of shards has changed',
      { ours: true },
    ],
    [
      'shard-lease',
      'string',
      '',
      'name of Leases in --pod-namespace that are the shards: replicas claim one of --total-shards, others stand by',
      { ours: true },
    ],
    [
      'shard-lease-duration',
      'duration',
      '15s',
      'time within which the shard of a replica that was lost is served by another',
      { ours: true },
    ],
    [
      'handover-timeout',
      'duration',
      '25s',
      'longest time that the end waits until another replica or shard has taken over; shorter than the grace period of the pod',
      { ours: true },
    ],
    [
      'handover-overlap',
      'duration',
      '1s',
      'how long a replica keeps serving beside its successor; with the scrape interval Prometheus sees no gap, but both for one scrape',
      { ours: true },
    ],
    ['node', 'string', '', 'show the pods of this node only'],
    [
      'track-unscheduled-pods',
      'bool',
      'false',
      'show the pods that no node runs yet: the companion of a DaemonSet with --node',
    ],
  ]),
  ...group('Serving', [
    ['host', 'string', '::', 'address to serve metrics on'],
    ['port', 'int', '8080', 'port to serve metrics on'],
    ['telemetry-host', 'string', '::', 'address to serve self-metrics and readiness on'],
    ['telemetry-port', 'int', '8081', 'port to serve self-metrics and readiness on'],
    ['enable-gzip-encoding', 'bool', 'true', 'answer in gzip where the client accepts it (kube-state-metrics: false)'],
    [
      'scrape-parts',
      'int',
      '1',
      'keep the objects ready for scrapes of /metrics?part=I&parts=N with N up to this power of two; larger N are refused',
      { ours: true },
    ],
    [
      'max-series',
      'int',
      '0',
      'leave the largest families out of answers while there are more series than this; 0: no limit',
      { ours: true },
    ],
    [
      'max-series-per-family',
      'int',
      '0',
      'leave a family out of answers while it has more series than this; 0: no limit',
      { ours: true },
    ],
    [
      'max-bytes',
      'int',
      '0',
      'leave the largest families out of answers while their text is longer than this many bytes; 0: no limit',
      { ours: true },
    ],
    ['tls-config', 'string', '', 'path of a TLS configuration in the form of the Prometheus exporter toolkit'],
    ['auth-filter', 'bool', 'false', 'ask the API server whether a client may read metrics'],
    ['server-read-timeout', 'duration', '1m', 'longest time to read a request; 0s or less: no limit'],
    ['server-write-timeout', 'duration', '1m', 'longest time to write an answer; 0s or less: no limit'],
    [
      'server-idle-timeout',
      'duration',
      '5m',
      'how long an idle connection is kept; 0s: as --server-read-timeout, less: no limit',
    ],
    [
      'server-read-header-timeout',
      'duration',
      '5s',
      'longest time to read the headers of a request; 0s: as --server-read-timeout, less: no limit',
    ],
    [
      'shutdown-timeout',
      'duration',
      '25s',
      'longest time that the end waits for answers under way, after --handover-timeout; a second signal ends it at once',
      { ours: true },
    ],
  ]),
  ...group('Configuration and logs', [
    ['config', 'string', '', 'path of a file with options; they replace those of the command line'],
    ['continue-without-config', 'bool', 'false', 'start when that file is missing, and read it when it appears'],
    ['v', 'int', '0', 'verbosity of logs: 0 for what an operator needs, 4 and more for debugging', { short: 'v' }],
    ['help', 'bool', 'false', 'print this text', { short: 'h' }],
  ]),
  ...group('Taken, without effect', [
    [
      'auto-gomemlimit',
      'bool',
      'false',
      'memory limit of the Go runtime',
      { ignored: 'there is no Go runtime here; memory follows from the objects' },
    ],
    [
      'auto-gomemlimit-ratio',
      'float',
      '0.9',
      'share of memory for the Go runtime',
      { ignored: 'there is no Go runtime here; memory follows from the objects' },
    ],
    ['add_dir_header', 'bool', 'false', 'form of log headers', { ignored: KLOG }],
    ['alsologtostderr', 'bool', 'false', 'log to files and standard error', { ignored: KLOG }],
    ['alsologtostderrthreshold', 'string', '', 'level from which logs go to standard error', { ignored: KLOG }],
    ['legacy_stderr_threshold_behavior', 'bool', 'true', 'meaning of stderrthreshold', { ignored: KLOG }],
    ['log_backtrace_at', 'string', ':0', 'line whose logs have a stack trace', { ignored: KLOG }],
    ['log_dir', 'string', '', 'folder of log files', { ignored: KLOG }],
    ['log_file', 'string', '', 'log file', { ignored: KLOG }],
    ['log_file_max_size', 'int', '1800', 'largest size of a log file in MB', { ignored: KLOG }],
    ['logtostderr', 'bool', 'true', 'log to standard error', { ignored: KLOG }],
    ['one_output', 'bool', 'false', 'log each line once', { ignored: KLOG }],
    ['skip_headers', 'bool', 'false', 'leave out log headers', { ignored: KLOG }],
    ['skip_log_headers', 'bool', 'false', 'leave out the head of log files', { ignored: KLOG }],
    ['stderrthreshold', 'string', '2', 'level from which logs go to standard error', { ignored: KLOG }],
    ['vmodule', 'string', '', 'verbosity by source file', { ignored: KLOG }],
  ]),
];
