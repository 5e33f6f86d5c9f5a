import { shardingFlags } from '../../src/config/flags/sharding.ts';
import { list } from '../../src/config/list-types.ts';
import { bool, count } from '../../src/config/scalar-types.ts';
import { FleetScraper, startCluster } from '../../test/support/fleet.ts';
import { benchArguments } from '../arguments.ts';
import { byFlags, byLease, byNode, byStatefulSet, NODES, prepareStatefulSet, type Report } from './scenarios.ts';

/**
 * Seconds in which any series was missing or double while a fleet is rolled, scaled and loses a shard, for each way
 * of sharding. `node bench/fleet/run.ts [--pods N] [--ways lease,statefulset,flags,node] [--algorithm jump|md5|range]
 * [--json]`
 */
const ways = { lease: byLease, statefulset: byStatefulSet, flags: byFlags, node: byNode };
const flags = benchArguments(
  'measure missing and double series while a fleet is rolled, scaled and loses a shard',
  'node bench/fleet/run.ts [flags]',
  {
    pods: { name: 'pods', type: count, default: '300', help: 'pods of the cluster' },
    ways: { name: 'ways', type: list, default: Object.keys(ways).join(','), help: 'ways of sharding' },
    algorithm: { ...shardingFlags.shardingAlgorithm, name: 'algorithm' },
    json: { name: 'json', type: bool, help: 'print JSON' },
  },
);

const results: Record<string, Report> = {};
for (const way of flags.ways as (keyof typeof ways)[]) {
  const cluster = await startCluster(flags.pods, ['--nodes', String(NODES)]);
  try {
    await prepareStatefulSet(cluster);
    const scraper = await FleetScraper.open(cluster, way === 'node' ? ['pods'] : undefined);
    const extra = way === 'node' ? [] : [`--sharding-algorithm=${flags.algorithm}`];
    results[way] = await ways[way]({ cluster, scraper }, extra);
    if (!flags.json) process.stdout.write(table(way, scraper.series, results[way]));
  } finally {
    await cluster.stop();
  }
}
if (flags.json) process.stdout.write(`${JSON.stringify(results, undefined, 2)}\n`);

function table(way: string, series: number, report: Report): string {
  const rows = report.map(
    ([what, { missingSeconds, doubleSeconds, seconds, scrapes }]) =>
      `| ${what} | ${missingSeconds.toFixed(1)} | ${doubleSeconds.toFixed(1)} | ${seconds.toFixed(1)} | ${scrapes} |`,
  );
  return `\n${way}, ${series} series\n\n| what | missing, s | double, s | of s | scrapes |\n|---|---|---|---|---|\n${rows.join('\n')}\n`;
}
