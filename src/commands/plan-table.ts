import type { Advice, MemoryAdvice } from '../app/planning/advice.ts';
import type { ClusterPlan } from '../app/planning/plan-cluster.ts';
import type { Excess } from '../explorer/budget.ts';
import { bytesText } from '../explorer/bytes-text.ts';
import type { Costs } from '../explorer/costs.ts';
import type { UsageData } from '../explorer/data.ts';
import { exploreTable } from './explore-table.ts';
import { textTable } from './text-table.ts';

/** A prediction, and what follows from it. */
export interface Prediction extends ClusterPlan {
  readonly costs: Costs;
  readonly memory: MemoryAdvice;
  readonly advice: readonly Advice[];
  readonly excesses: readonly Excess[];
  readonly usage: UsageData | undefined;
  readonly totalShards: number;
}

/** Writes a prediction as text: resources, the largest families, costs and advice. */
export function planTable(prediction: Prediction, rows: number): string {
  const { resources, cardinality, usage, requests } = prediction;
  const lines = [
    ...resourceTable(prediction),
    '',
    ...exploreTable({ cardinality, ...(usage && { usage }) }, rows)
      .trimEnd()
      .split('\n'),
    '',
    ...costLines(prediction),
    ...adviceLines(prediction),
    ...resources.flatMap(({ name, note }) => (note === '' ? [] : [`${name}: ${note}`])),
    ...excessLines(prediction.excesses),
    `(predicted from ${requests} requests to the API server)`,
  ];
  return `${lines.join('\n')}\n`;
}

function resourceTable({ resources, cardinality: { families } }: Prediction): readonly string[] {
  const sum = (name: string, size: 'series' | 'rawBytes' | 'packedBytes'): number =>
    families.reduce((all, family) => all + (family.resource === name ? family[size] : 0), 0);
  const shown = resources.filter(({ estimate }) => estimate && estimate.objects > 0);
  const rows = shown.map(({ name, estimate }) => ({
    bytes: sum(name, 'rawBytes'),
    cells: [
      name,
      String(estimate!.objects),
      String(sum(name, 'series')),
      bytesText(sum(name, 'rawBytes')),
      bytesText(sum(name, 'packedBytes')),
      bytesText(estimate!.syncBytes),
    ],
  }));
  return textTable(
    ['RESOURCE', 'OBJECTS', 'SERIES', 'BYTES', 'COMPRESSED', 'READ'],
    rows.sort((a, b) => b.bytes - a.bytes).map(({ cells }) => cells),
  );
}

function costLines({ costs, memory, totalShards }: Prediction): readonly string[] {
  const each = totalShards > 1 ? `Each of ${totalShards} processes` : 'The process';
  return [
    `${each} takes about ${bytesText(costs.memoryBytes)} of memory (request ${memory.requestMib}Mi, limit ${memory.limitMib}Mi),`,
    `${costs.syncCpuSeconds.toFixed(1)} s of CPU until it is synced, and ${duration(costs.gzipSeconds)} for a scrape in gzip, ` +
      `${duration(costs.identitySeconds)} for one without compression.`,
  ];
}

function duration(seconds: number): string {
  return seconds < 1 ? `${Math.max(1, Math.round(seconds * 1000))} ms` : `${seconds.toFixed(1)} s`;
}

function adviceLines({ advice }: Prediction): readonly string[] {
  if (advice.length === 0) return [];
  return [
    '',
    'To save:',
    ...advice.flatMap(({ text, flags }) => [`- ${text}`, ...flags.map((flag) => `    ${flag}`)]),
    '',
  ];
}

/** Writes a line for each limit that is exceeded. */
export function excessLines(excesses: readonly Excess[]): readonly string[] {
  return excesses.map(
    ({ part, size, value, limit }) => `over budget: ${part}: ${size} ${Math.round(value)} > ${limit}`,
  );
}
