import { parseArgs } from 'node:util';
import { FleetScraper, startCluster } from '../../test/support/fleet.ts';
import { byFlags, byLease, byNode, byStatefulSet, NODES, prepareStatefulSet, type Report } from './scenarios.ts';

/**
 * Seconds in which any series was missing or double while a fleet is rolled, scaled and loses a shard, for each way of
 * sharding. `node bench/fleet/run.ts [--pods N] [--ways lease,statefulset,flags,node] [--algorithm jump|md5|range] [--json]`
 */
const { values } = parseArgs({
  options: {
    pods: { type: 'string', default: '300' },
    ways: { type: 'string', default: 'lease,statefulset,flags,node' },
    algorithm: { type: 'string', default: 'jump' },
    json: { type: 'boolean', default: false },
  },
});

const ways = { lease: byLease, statefulset: byStatefulSet, flags: byFlags, node: byNode };
const results: Record<string, Report> = {};
for (const way of values.ways.split(',') as (keyof typeof ways)[]) {
  const cluster = await startCluster(Number(values.pods), ['--nodes', String(NODES)]);
  try {
    await prepareStatefulSet(cluster);
    const scraper = await FleetScraper.open(cluster, way === 'node' ? ['pods'] : undefined);
    const flags = way === 'node' ? [] : [`--sharding-algorithm=${values.algorithm}`];
    results[way] = await ways[way]({ cluster, scraper }, flags);
    if (!values.json) process.stdout.write(table(way, scraper.series, results[way]));
  } finally {
    await cluster.stop();
  }
}
if (values.json) process.stdout.write(`${JSON.stringify(results, undefined, 2)}\n`);

function table(way: string, series: number, report: Report): string {
  const rows = report.map(
    ([what, { missingSeconds, doubleSeconds, seconds, scrapes }]) =>
      `| ${what} | ${missingSeconds.toFixed(1)} | ${doubleSeconds.toFixed(1)} | ${seconds.toFixed(1)} | ${scrapes} |`,
  );
  return `\n${way}, ${series} series\n\n| what | missing, s | double, s | of s | scrapes |\n|---|---|---|---|---|\n${rows.join('\n')}\n`;
}
