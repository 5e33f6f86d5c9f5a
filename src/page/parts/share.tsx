import { type Measure, measureText, percentText, shareText } from '../model/measure.ts';

/** Renders a part of a whole as a bar and in percent; the heading of its column names the whole. */
export function renderShare(measure: Measure, part: number, whole: number) {
  const width = whole === 0 ? 0 : Math.min(100, (100 * part) / whole);
  return (
    <span class="share" title={shareText(measure, part, whole)}>
      <span class="bar" aria-hidden="true">
        <span style={{ width: `${width}%` }} />
      </span>
      <span class="share-text">{percentText(part, whole)}</span>
    </span>
  );
}

/** Renders a quantity, and the whole that it is a part of as a hint. */
export function renderQuantity(measure: Measure, part: number, whole: number) {
  return <span title={shareText(measure, part, whole)}>{measureText(measure, part)}</span>;
}
