import { readArguments } from './arguments.ts';
import { checkOptions } from './checks.ts';
import type { ValuesOf } from './flag.ts';
import { effectiveFlags, flagList, flags, type Options } from './flags.ts';
import { checkValues, type Given, originOf, type Reading, refuseProblems } from './given.ts';
import type { Known } from './known.ts';

export type { Known, KnownResource } from './known.ts';

/** Compiles arguments to options. Throws one CONFIG_INVALID with all problems, a line each. */
export function compileOptions(argv: readonly string[], known: Known): Options {
  return compileReading(readArguments(argv, flags), known);
}

/**
 * Compiles values from arguments, a file, or both to options. Throws one CONFIG_INVALID with all problems, a line
 * each.
 */
export function compileReading({ given, problems: unread }: Reading, known: Known): Options {
  const { values, problems } = checkValues(flags, given);
  const selection = selectResources(values, known, given);
  const sharding = selectAlgorithm(values, given);
  const options: Options = {
    ...pickEffective(values),
    resources: selection.resources,
    node: values.trackUnscheduledPods ? '' : values.node,
    shardingAlgorithm: sharding.algorithm,
    ...syncTimeout(values, given),
    notices: [...ignoredNotices(given), ...logNotices(values), ...selection.notices, ...sharding.notices],
  };
  refuseProblems([...unread, ...problems, ...selection.problems, ...checkOptions({ options, values, given, known })]);
  return options;
}

/** Leaves out the flags without effect, so that they make no difference between options. */
function pickEffective(values: ValuesOf<typeof flags>): ValuesOf<typeof effectiveFlags> {
  return Object.fromEntries(
    Object.entries(values).filter(([field]) => Object.hasOwn(effectiveFlags, field)),
  ) as ValuesOf<typeof effectiveFlags>;
}

function logNotices({ logtostderr, logFile }: ValuesOf<typeof flags>): readonly string[] {
  return logtostderr || logFile !== '' ? [] : ['--logtostderr=false has no effect without --log_file'];
}

function ignoredNotices(given: Given): readonly string[] {
  return flagList
    .filter((flag) => flag.ignored && given.has(flag.name))
    .map((flag) => `${originOf(flag, given)} has no effect: ${flag.ignored}`);
}

/** API servers select by ranges alone: who asks for that, as later versions of kube-state-metrics do, means ranges. */
function selectAlgorithm(
  { shardingAlgorithm, serverSideSharding }: ValuesOf<typeof flags>,
  given: Given,
): { readonly algorithm: Options['shardingAlgorithm']; readonly notices: readonly string[] } {
  const asked = serverSideSharding && given.has(flags.serverSideSharding.name);
  if (!asked || given.has(flags.shardingAlgorithm.name)) return { algorithm: shardingAlgorithm, notices: [] };
  const origin = originOf(flags.serverSideSharding, given);
  return { algorithm: 'range', notices: [`${origin}: using --sharding-algorithm=range, which all shards need`] };
}

/** One timeout with two names; both options hold it, so that they compare as equal. */
function syncTimeout(
  { initialSyncTimeoutMs, storeSyncTimeoutMs }: ValuesOf<typeof flags>,
  given: Given,
): Pick<Options, 'initialSyncTimeoutMs' | 'storeSyncTimeoutMs'> {
  const other = given.has(flags.storeSyncTimeoutMs.name) && !given.has(flags.initialSyncTimeoutMs.name);
  const ms = other && storeSyncTimeoutMs > 0 ? storeSyncTimeoutMs : initialSyncTimeoutMs;
  return { initialSyncTimeoutMs: ms, storeSyncTimeoutMs: ms };
}

interface Selection {
  /** Plural names, sorted. */
  readonly resources: readonly string[];
  readonly notices: readonly string[];
  readonly problems: readonly string[];
}

/** Chooses the resources: those that were named, or the default ones; with a node, pods only. */
function selectResources(values: ValuesOf<typeof flags>, known: Known, given: Given): Selection {
  const named = [...values.resources].sort();
  const defaults = known.resources.filter((r) => r.byDefault).map((r) => r.plural);
  if (values.node === '' && !values.trackUnscheduledPods) {
    return { resources: named.length > 0 ? named : defaults.sort(), notices: [], problems: [] };
  }
  if (named.length === 0) {
    const notice = '--node: only pods can be selected by node, so the other resources are excluded';
    return { resources: ['pods'], notices: [notice], problems: [] };
  }
  const others = values.resources.filter((name) => name !== 'pods');
  const problem = `${originOf(flags.resources, given)}: ${others.join(', ')} cannot be selected by node; with --node expected pods`;
  return { resources: named, notices: [], problems: others.length > 0 ? [problem] : [] };
}
