import { bytesText } from '../../explorer/bytes-text.ts';
import type { FamilyCardinality, LabelValue } from '../../explorer/cardinality.ts';
import { countText, percentText } from '../model/measure.ts';
import { detail, usage } from '../state/state.ts';

/** Labels of a family with their most frequent values, and its readers. */
export function FamilyDetail({ family }: { family: FamilyCardinality }) {
  const { name, type, resource, series, rawBytes, labels } = family;
  const readers = usage.value?.families[name];
  const unreadLabels = new Set(readers?.unreadLabels);
  return (
    <section class="detail" aria-label={`Details of ${name}`}>
      <DetailHead title={name} />
      <p>
        {type || 'no type'} · {resource || 'unknown resource'} · {countText(series)} series · {bytesText(rawBytes)} of
        text
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a table that scrolls has to be reachable by keyboard */}
      <section class="detail-scroll" tabIndex={0} aria-label={`Labels of ${name}`}>
        <table>
          <thead>
            <tr>
              <th scope="col">Label</th>
              <th scope="col" class="number">
                Distinct
              </th>
              <th scope="col" class="number">
                Share of its text
              </th>
              <th scope="col">Most frequent values</th>
            </tr>
          </thead>
          <tbody>
            {labels.map((label) => (
              <tr key={label.name} class={unreadLabels.has(label.name) ? 'unread' : ''}>
                <th scope="row">
                  {label.name}
                  {unreadLabels.has(label.name) && <span class="badge">unread</span>}
                </th>
                <td class="number">{countText(label.distinct)}</td>
                <td class="number">{percentText(label.rawBytes, rawBytes)}</td>
                <td>
                  <Values values={label.top.slice(0, 5)} whole={label.series} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {readers && (
        <details>
          <summary>Read by {countText(readers.places.length)} expressions</summary>
          <ul class="places">
            {readers.places.map((place) => (
              <li key={place}>{place}</li>
            ))}
          </ul>
        </details>
      )}
    </section>
  );
}

/** Title of details, and the button that closes them. */
export function DetailHead({ title }: { title: string }) {
  return (
    <div class="detail-head">
      <h2>{title}</h2>
      <button type="button" onClick={() => (detail.value = '')} aria-label="Close the details">
        ✕
      </button>
    </div>
  );
}

/** Shows values with their share of series. */
export function Values({ values, whole }: { values: readonly LabelValue[]; whole: number }) {
  return (
    <span class="values">
      {values.map(({ value, series }) => (
        <span
          key={value}
          class="value"
          title={`${countText(series)} series, ${percentText(series, whole)} of those with the label`}
        >
          <code>{value === '' ? '""' : value}</code> {percentText(series, whole)}
        </span>
      ))}
    </span>
  );
}
