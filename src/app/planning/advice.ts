import type { Cardinality, FamilyCardinality } from '../../explorer/cardinality.ts';
import type { Costs } from '../../explorer/costs.ts';
import type { UsageData } from '../../explorer/data.ts';
import type { Options } from '../../model/options.ts';
import { profiles } from '../../plan/profiles.ts';

/** Memory of one process beyond which several are better: what is lost when it ends, and found again, grows with it. */
const LARGE_BYTES = 2 ** 30;
/** Parts that a scrape can be divided into without another flag. */
const DEFAULT_PARTS = 8;
const MIB = 2 ** 20;

/** Advice: what to do, and the flags that do it. */
export interface Advice {
  readonly text: string;
  readonly flags: readonly string[];
}

/** Memory of a container, in MiB: what it is expected to take and a reserve, in steps of 32. */
export interface MemoryAdvice {
  readonly requestMib: number;
  readonly limitMib: number;
}

/** Returns a request with a quarter of reserve, and a limit that lets a relist and slow readers pass. */
export function memoryAdvice({ memoryBytes }: Costs): MemoryAdvice {
  const inSteps = (bytes: number): number => Math.max(96, Math.ceil(bytes / MIB / 32) * 32);
  return { requestMib: inSteps(memoryBytes * 1.25), limitMib: inSteps(memoryBytes * 1.75) };
}

/** Returns advice on what is expected of these options; `scrapeLimit`: bytes that a scraper takes, 0: any number. */
export function adviceOn(
  options: Options,
  cardinality: Cardinality,
  costs: Costs,
  { scrapeLimit, usage }: { readonly scrapeLimit: number; readonly usage: UsageData | undefined },
): readonly Advice[] {
  return [
    ...scrapeAdvice(options, cardinality, scrapeLimit),
    ...shardAdvice(options, costs),
    ...profileAdvice(options, cardinality),
    ...uidAdvice(options, cardinality),
    ...usageAdvice(cardinality, usage),
  ];
}

function scrapeAdvice({ scrapeParts, gzip }: Options, { total }: Cardinality, limit: number): readonly Advice[] {
  if (limit === 0 || total.rawBytes <= limit) return [];
  // Parts are uneven by some percent, and a cluster grows.
  const needed = Math.ceil((total.rawBytes * 1.3) / limit);
  const parts = 2 ** Math.ceil(Math.log2(needed));
  const flags = parts > Math.max(scrapeParts, DEFAULT_PARTS) || !gzip ? [`--scrape-parts=${parts}`] : [];
  const text = `a response is larger than the scraper takes: scrape ${parts} parts, /metrics?part=0&parts=${parts} and so on, or raise its limit`;
  return [{ text, flags }];
}

function shardAdvice({ totalShards }: Options, { memoryBytes }: Costs): readonly Advice[] {
  if (memoryBytes <= LARGE_BYTES) return [];
  const shards = totalShards * 2 ** Math.ceil(Math.log2(memoryBytes / LARGE_BYTES));
  return [{ text: `a process takes more than 1 GiB: ${shards} shards`, flags: [`--total-shards=${shards}`] }];
}

function profileAdvice({ metricProfile, metricAllowlist }: Options, cardinality: Cardinality): readonly Advice[] {
  const profile = profiles.alerts;
  if (metricProfile !== 'full' || metricAllowlist.length > 0 || !profile) return [];
  const rest = cardinality.families.filter(({ name, resource }) => resource !== '' && !profile.has(name));
  return saving('families that no rule or dashboard of the kubernetes-mixin reads', rest, cardinality, [
    '--metric-profile=alerts',
  ]);
}

function uidAdvice({ dropLabels }: Options, { families, total }: Cardinality): readonly Advice[] {
  if (dropLabels.get('pods') ?? dropLabels.get('*')) return [];
  let bytes = 0;
  for (const { resource, labels } of families) {
    if (resource === 'pods') bytes += labels.find(({ name }) => name === 'uid')?.rawBytes ?? 0;
  }
  if (bytes < total.rawBytes / 20) return [];
  const text = `the label uid of pods takes ${percent(bytes, total.rawBytes)} of the text, and more of what is compressed`;
  return [{ text, flags: ['--metric-drop-labels=pods=[uid]'] }];
}

function usageAdvice(cardinality: Cardinality, usage: UsageData | undefined): readonly Advice[] {
  if (!usage) return [];
  const { families } = cardinality;
  const unread = families.filter(({ name }) => usage.families[name] === undefined);
  const read = families.flatMap(({ name }) => (usage.families[name] === undefined ? [] : [`^${name}$`]));
  return saving('families that nothing in the given files reads', unread, cardinality, [
    `--metric-allowlist=${read.join(',')}`,
  ]);
}

function saving(
  what: string,
  without: readonly FamilyCardinality[],
  { total }: Cardinality,
  flags: readonly string[],
): readonly Advice[] {
  const series = without.reduce((sum, family) => sum + family.series, 0);
  const bytes = without.reduce((sum, { rawBytes }) => sum + rawBytes, 0);
  if (bytes < total.rawBytes / 100) return [];
  const text = `${what}: ${series} series, ${percent(bytes, total.rawBytes)} of the text`;
  return [{ text, flags }];
}

function percent(part: number, whole: number): string {
  return `${Math.round((100 * part) / Math.max(1, whole))} %`;
}
