import { bytesText } from '../../explorer/bytes-text.ts';
import type { Amount } from '../../explorer/cardinality.ts';

/** Quantity that all views show. */
export type Measure = keyof Amount;

/** Measures with their names, in the order of the switch. */
export const MEASURES: readonly { readonly id: Measure; readonly name: string; readonly whole: string }[] = [
  { id: 'series', name: 'Series', whole: 'all series' },
  { id: 'rawBytes', name: 'Text', whole: 'all text' },
  { id: 'packedBytes', name: 'Compressed', whole: 'all compressed bytes' },
];

/** Made once: that takes longer than thousands of numbers. */
const COUNT = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

/** Writes a number with separators of thousands. */
export function countText(value: number): string {
  return COUNT.format(value);
}

/** Writes a quantity of a measure. */
export function measureText(measure: Measure, value: number): string {
  return measure === 'series' ? countText(value) : bytesText(value);
}

/** Writes a part of a whole in percent; 0 for a whole of nothing. */
export function percentText(part: number, whole: number): string {
  const percent = whole === 0 ? 0 : (100 * part) / whole;
  if (percent !== 0 && Math.abs(percent) < 0.05) return percent > 0 ? '< 0.1 %' : '−< 0.1 %';
  return `${percent.toFixed(1).replace('-', '−')} %`;
}

/** Writes a share with its whole: "6.8 % of all series". */
export function shareText(measure: Measure, part: number, whole: number): string {
  return `${percentText(part, whole)} of ${wholeText(measure)}`;
}

/** Names the whole of a measure. */
export function wholeText(measure: Measure): string {
  return MEASURES.find(({ id }) => id === measure)!.whole;
}

/** Writes a difference with its sign; a difference of nothing is "±0". */
export function changeText(measure: Measure, change: number): string {
  if (change === 0) return '±0';
  return `${change > 0 ? '+' : '−'}${measureText(measure, Math.abs(change))}`;
}

/** Writes a number with its noun: "1 file", "2 files". */
export function nounText(count: number, singular: string, plural = `${singular}s`): string {
  return `${countText(count)} ${count === 1 ? singular : plural}`;
}

/** Writes a time in seconds with three digits. */
export function secondsText(seconds: number): string {
  if (seconds < 0.001) return '< 1 ms';
  return seconds < 1 ? `${Math.round(seconds * 1000)} ms` : `${seconds.toPrecision(3)} s`;
}

/** Writes an age in the largest unit that fits. */
export function ageText(seconds: number): string {
  if (seconds < 0) return 'now';
  if (seconds < 120) return `${Math.round(seconds)} s ago`;
  if (seconds < 7200) return `${Math.round(seconds / 60)} min ago`;
  return seconds < 172_800 ? `${Math.round(seconds / 3600)} h ago` : `${Math.round(seconds / 86_400)} d ago`;
}
