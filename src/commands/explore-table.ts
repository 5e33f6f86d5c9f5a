import { bytesText } from '../explorer/bytes-text.ts';
import type { FamilyCardinality } from '../explorer/cardinality.ts';
import type { ExplorerData, UsageData } from '../explorer/data.ts';
import { textTable } from './text-table.ts';

/** Writes families by size, the largest first, and with usage those that nothing reads and an allow-list of the others. */
export function exploreTable(
  { cardinality, usage }: Pick<ExplorerData, 'cardinality' | 'usage'>,
  rows: number,
): string {
  const { total, families, namespaces } = cardinality;
  const sorted = [...families].sort((a, b) => b.rawBytes - a.rawBytes);
  const shown = rows === 0 ? sorted : sorted.slice(0, rows);
  const head = ['FAMILY', 'SERIES', 'BYTES', '%', 'COMPRESSED', 'LARGEST LABEL', ...(usage ? ['READ BY'] : [])];
  const lines = textTable(
    head,
    shown.map((family) => familyRow(family, total.rawBytes, usage)),
  );
  const rest = sorted.length - shown.length;
  const summary = [
    ...(rest > 0 ? [`(${rest} more families; see --rows)`] : []),
    '',
    `${families.length} families, ${total.series} series, ${bytesText(total.rawBytes)} of text, ` +
      `${bytesText(total.packedBytes)} compressed, ${namespaces.length} namespaces`,
    ...(usage ? usageLines(families, total.rawBytes, usage) : []),
  ];
  return `${[...lines, ...summary].join('\n')}\n`;
}

function familyRow(family: FamilyCardinality, total: number, usage: UsageData | undefined): readonly string[] {
  const { name, series, rawBytes, packedBytes, labels } = family;
  const [largest] = [...labels].sort((a, b) => b.rawBytes - a.rawBytes);
  return [
    name,
    String(series),
    bytesText(rawBytes),
    percent(rawBytes, total),
    bytesText(packedBytes),
    largest ? `${largest.name} (${largest.distinct})` : '',
    ...(usage ? [readersText(usage, name)] : []),
  ];
}

function readersText({ families }: UsageData, name: string): string {
  const places = families[name]?.places.length ?? 0;
  return places === 0 ? 'nothing' : String(places);
}

function usageLines(
  families: readonly FamilyCardinality[],
  total: number,
  { expressions, files, unparsed, unbounded, families: read }: UsageData,
): readonly string[] {
  const unread = families.filter(({ name }) => read[name] === undefined);
  const bytes = unread.reduce((sum, { rawBytes }) => sum + rawBytes, 0);
  const series = unread.reduce((sum, each) => sum + each.series, 0);
  const names = families.flatMap(({ name }) => (read[name] === undefined ? [] : [name]));
  return [
    `${unread.length} families are read by none of ${expressions} expressions in ${files} files: ` +
      `${series} series, ${bytesText(bytes)} (${percent(bytes, total)}%)`,
    ...unparsed.map((place) => `not PromQL, so that all names in it count as read: ${place}`),
    ...unbounded.map((place) => `may read every family: ${place}`),
    '',
    'To expose only those that are read:',
    '',
    `  --metric-allowlist=${names.map((name) => `^${name}$`).join(',')}`,
  ];
}

function percent(part: number, whole: number): string {
  return ((100 * part) / Math.max(1, whole)).toFixed(1);
}
