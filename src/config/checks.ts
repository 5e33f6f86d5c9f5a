import type { FlagTable, ValuesOf } from './flag.ts';
import { effectiveFlags, flags, type Options } from './flags.ts';
import { type Given, originOf } from './given.ts';
import type { Known } from './known.ts';

/** Input of the checks. */
export interface CheckContext {
  readonly options: Options;
  readonly values: ValuesOf<typeof flags>;
  readonly given: Given;
  readonly known: Known;
}

type Field = keyof typeof flags;

/** Finds the problems that concern several flags, or the known resources. One line each. */
export function checkOptions(context: CheckContext): readonly string[] {
  return [
    ...checkKnownResources(context),
    ...checkDroppedLabels(context),
    ...checkMemoryRatio(context),
    ...checkExclusions(context),
    ...checkShardLease(context),
    ...checkShards(context),
    ...checkServerSideSharding(context),
  ];
}

function where(field: Field, { given }: CheckContext): string {
  return originOf(flags[field], given);
}

function checkKnownResources({ values, given, known }: CheckContext): string[] {
  const names = known.resources.map((r) => r.plural);
  const table: FlagTable = flags;
  return Object.entries(table).flatMap(([field, flag]) => {
    const unknown = [...(flag.type.resourcesIn?.(values[field as Field]) ?? [])].filter(
      (name) => !names.includes(name),
    );
    return unknown.map(
      (name) => `${originOf(flag, given)}: unknown resource "${name}"; expected one of ${names.join(', ')}`,
    );
  });
}

/**
 * Labels may be dropped if the others still tell objects apart: the UID, as no two objects of a resource have the
 * same namespace and name at once.
 */
function checkDroppedLabels(context: CheckContext): string[] {
  const { options, known } = context;
  return [...options.dropLabels].flatMap(([resource, labels]) => {
    const own = known.resources.find((r) => r.plural === resource)?.identityLabels ?? [];
    const droppable = own.filter(([, field]) => field === 'uid').map(([label]) => label);
    const may =
      droppable.length > 0 ? `only ${droppable.join(', ')} can be dropped` : 'none of its labels can be dropped';
    return labels
      .filter((label) => !droppable.includes(label))
      .map(
        (label) =>
          `${where('dropLabels', context)}: without ${label}, series of ${resource} would become equal: ${may}`,
      );
  });
}

/** A manifest that kube-state-metrics refuses is refused here too. */
function checkMemoryRatio(context: CheckContext): string[] {
  const { autoGomemlimit, autoGomemlimitRatio: ratio } = context.values;
  if (!autoGomemlimit || (ratio > 0 && ratio <= 1)) return [];
  return [`${where('autoGomemlimitRatio', context)}: expected more than 0 and at most 1, found ${ratio}`];
}

function checkExclusions(context: CheckContext): string[] {
  const { options, given } = context;
  const excluded: [Field, Field][] = [];
  if (options.metricAllowlist.length > 0 && options.metricDenylist.length > 0) {
    excluded.push(['metricAllowlist', 'metricDenylist']);
  }
  if (options.shardLease && given.has(effectiveFlags.shard.name)) excluded.push(['shardLease', 'shard']);
  if (options.shardLease && options.node) excluded.push(['shardLease', 'node']);
  return excluded.map(([a, b]) => `${where(a, context)} and ${where(b, context)} are mutually exclusive`);
}

/** Names of Leases and values of labels have 63 characters; the shard and the total follow the name. */
const LEASE_NAME = /^[a-z0-9]([-a-z0-9]{0,48}[a-z0-9])?$/;
/** A Lease lasts for a whole number of seconds, and there has to be time for the claim. */
const MIN_LEASE_MS = 2_000;
/** As many as other members read from the Leases (MAX_TOTAL in sharding/fleet.ts). */
const MAX_LEASES = 1_024;

function checkShardLease(context: CheckContext): string[] {
  const { shardLease, shardLeaseDurationMs, podNamespace, totalShards } = context.options;
  if (!shardLease) return [];
  const problems: string[] = [];
  const report = (field: Field, problem: string): unknown => problems.push(`${where(field, context)}: ${problem}`);
  if (!LEASE_NAME.test(shardLease)) {
    report('shardLease', `expected up to 50 lower-case letters, digits and dashes, found "${shardLease}"`);
  }
  if (!podNamespace) report('shardLease', 'expected --pod-namespace with it, the namespace of the Leases');
  if (totalShards > MAX_LEASES) {
    report('totalShards', `expected at most ${MAX_LEASES} with --shard-lease, found ${totalShards}`);
  }
  if (shardLeaseDurationMs < MIN_LEASE_MS) {
    report('shardLeaseDurationMs', `expected at least 2s, found ${shardLeaseDurationMs / 1_000}s`);
  }
  return problems;
}

function checkShards(context: CheckContext): string[] {
  const { shard, totalShards } = context.options;
  if (totalShards < 1) return [`${where('totalShards', context)}: expected at least 1, found ${totalShards}`];
  if (shard >= 0 && shard < totalShards) return [];
  return [
    `${where('shard', context)}: expected 0 to ${totalShards - 1} (--total-shards is ${totalShards}), found ${shard}`,
  ];
}

/** Nobody would notice that the API server sends everything. */
function checkServerSideSharding(context: CheckContext): string[] {
  const { options, values, given } = context;
  const asked = values.serverSideSharding && given.has(effectiveFlags.serverSideSharding.name);
  if (!asked || options.shardingAlgorithm === 'range') return [];
  const expected = 'API servers can select by ranges of UIDs only; expected --sharding-algorithm=range with it';
  return [`${where('serverSideSharding', context)}: ${expected}, found ${options.shardingAlgorithm}`];
}
