import { bool, duration, int, oneOf, text } from '../scalar-types.ts';
import { group } from './row.ts';

/** Flags that divide objects among several processes. */
export const shardingFlags = group('Sharding', {
  shard: {
    name: 'shard',
    type: int,
    applies: 'fleet',
    help: 'index of this shard, starting at 0',
  },
  totalShards: {
    name: 'total-shards',
    type: int,
    default: '1',
    applies: 'fleet',
    help: 'number of shards; 1: no sharding',
  },
  shardingAlgorithm: {
    name: 'sharding-algorithm',
    type: oneOf({
      jump: 'as kube-state-metrics does',
      md5: 'as the kube-state-metrics documentation describes',
      range: 'which API servers from 1.36 can apply themselves',
    }),
    applies: 'fleet',
    help: 'how objects are assigned to shards, the same for all shards of a fleet',
    ours: true,
  },
  serverSideSharding: {
    name: 'server-side-sharding',
    type: bool,
    default: 'true',
    applies: 'fleet',
    help: 'ask API servers that can to send only the objects of this shard, which takes --sharding-algorithm=range; if it is set and no algorithm is, range is used (next versions of kube-state-metrics: false)',
  },
  pod: {
    name: 'pod',
    type: text,
    applies: 'fleet',
    help: 'name of this pod: the shard follows from its StatefulSet; requires --pod-namespace',
  },
  podNamespace: {
    name: 'pod-namespace',
    type: text,
    fileKeys: ['namespace'],
    applies: 'fleet',
    help: 'namespace of this pod',
  },
  reshardGraceMs: {
    name: 'reshard-grace',
    type: duration,
    default: '2m',
    applies: 'fleet',
    help: 'how long objects that moved to another shard stay exposed after the number of replicas of the StatefulSet has changed and all of them are ready',
    ours: true,
  },
  shardLease: {
    name: 'shard-lease',
    type: text,
    applies: 'fleet',
    help: 'name prefix of the Leases in --pod-namespace that stand for shards: each replica claims one of --total-shards, the others stand by',
    ours: true,
  },
  shardLeaseDurationMs: {
    name: 'shard-lease-duration',
    type: duration,
    default: '15s',
    applies: 'fleet',
    help: 'time after which another replica takes over the shard of a replica that is gone',
    ours: true,
  },
  handoverTimeoutMs: {
    name: 'handover-timeout',
    type: duration,
    default: '25s',
    applies: 'fleet',
    help: "maximum time to wait at shutdown for another replica to take over; must be shorter than the pod's termination grace period",
    ours: true,
  },
  handoverOverlapMs: {
    name: 'handover-overlap',
    type: duration,
    default: '1s',
    applies: 'fleet',
    help: 'how long a replica keeps serving next to its successor; at the scrape interval, Prometheus sees no gap but both replicas for one scrape',
    ours: true,
  },
  standbyUnready: {
    name: 'standby-unready',
    type: bool,
    applies: 'fleet',
    help: 'let /readyz return 503 on a standby of --shard-lease, so that a Service leaves it out; without it, a standby is ready when it could take over',
    ours: true,
  },
  node: {
    name: 'node',
    type: text,
    applies: 'resources',
    help: 'only expose pods on this node',
  },
  trackUnscheduledPods: {
    name: 'track-unscheduled-pods',
    type: bool,
    applies: 'resources',
    help: 'only expose pods that are not scheduled yet, to complement a DaemonSet that uses --node',
  },
});
