import type { FlagTable, ValuesOf } from './flag.ts';
import { clusterFlags } from './flags/cluster.ts';
import { compatibilityFlags } from './flags/compatibility.ts';
import { loggingFlags } from './flags/logging.ts';
import { metricsFlags } from './flags/metrics.ts';
import { programFlags } from './flags/program.ts';
import type { OptionFlag } from './flags/row.ts';
import { servingFlags } from './flags/serving.ts';
import { shardingFlags } from './flags/sharding.ts';

/**
 * The flags of the exporter that have an effect, one row each, in the order of the documentation. `Options`, the
 * arguments, the configuration file, `--help`, completion and docs/cli.md come from here. Names and defaults are
 * those of kube-state-metrics v2.20 unless a row has `ours`.
 */
export const effectiveFlags = {
  ...clusterFlags,
  ...metricsFlags,
  ...shardingFlags,
  ...servingFlags,
  ...programFlags,
  ...loggingFlags,
};

/** Every flag that is accepted. */
export const flags = { ...effectiveFlags, ...compatibilityFlags } satisfies FlagTable;

/** Every flag that is accepted, as a list. */
export const flagList: readonly OptionFlag[] = Object.values(flags);

/** Everything that flags and files say, checked. Immutable; a change makes a new one. */
export interface Options extends ValuesOf<typeof effectiveFlags> {
  /** What an operator should know about the options, such as flags without effect; one line each. */
  readonly notices: readonly string[];
}
