import type { UsageData } from '../../explorer/data.ts';
import { allowlistOf, flagsText } from '../model/flags.ts';
import { bytesText, countText, shareText } from '../model/measure.ts';
import { wordFilter } from '../model/rows.ts';
import type { Unread } from '../model/unread.ts';
import { CopyBox } from '../parts/copy-box.tsx';
import { FileButton } from '../parts/file-button.tsx';
import { leaveOutUnread, openUsage, setLeftOut, show } from '../state/actions.ts';
import { cardinality, detail, droppedUsage, filter, unread, usage } from '../state/state.ts';

/** Families and labels that rules and dashboards do not read. */
export function UsageView() {
  const read = usage.value;
  const found = unread.value;
  return (
    <section aria-label="Used by">
      <div class="drop-zone">
        <p>
          {read
            ? `${countText(read.expressions)} expressions in ${countText(read.files)} files.`
            : 'Drop rules and dashboards here to see what nothing reads: Prometheus rules, PrometheusRules, Grafana dashboards as JSON or in ConfigMaps.'}
        </p>
        <FileButton
          label="Open files …"
          accept=".yaml,.yml,.json,.rules"
          multiple
          onFiles={(files) => openUsage(files)}
        />
      </div>
      {read && found && <Findings read={read} found={found} />}
    </section>
  );
}

function Findings({ read, found }: { read: UsageData; found: Unread }) {
  const { total, families } = cardinality.value!;
  const { amount } = found;
  const accepts = wordFilter(filter.value);
  const shown = families.filter(({ name }) => found.families.has(name) && accepts(name));
  return (
    <>
      <Problems read={read} />
      <h2>Families that nothing reads</h2>
      <p>
        {countText(found.families.size)} of {countText(families.length)} families: {countText(amount.series)} series,{' '}
        {shareText('series', amount.series, total.series)}; {bytesText(amount.rawBytes)},{' '}
        {shareText('rawBytes', amount.rawBytes, total.rawBytes)}.
      </p>
      <p class="actions">
        <button type="button" disabled={found.families.size === 0} onClick={leaveOutUnread}>
          Leave them out
        </button>
      </p>
      <ul class="names">
        {shown.map(({ name, rawBytes }) => (
          <li key={name}>
            <button type="button" class="link" onClick={() => openFamily(name)}>
              {name}
            </button>{' '}
            <span class="faint-text">{bytesText(rawBytes)}</span>
          </li>
        ))}
      </ul>
      {found.read.length > 0 && (
        <>
          <h2>Allow-list of the others</h2>
          <CopyBox label="allow-list" text={flagsText([allowlistOf(found.read)])} />
        </>
      )}
      <h2>Labels that nothing reads</h2>
      <UnreadLabels labels={[...found.labels].filter(accepts)} />
    </>
  );
}

function openFamily(name: string): void {
  detail.value = name;
  show('table');
}

function UnreadLabels({ labels }: { labels: readonly string[] }) {
  if (labels.length === 0) return <p class="hint">Every label is read, or tells series apart.</p>;
  return (
    <>
      <p class="hint">
        In every family of the resource that something reads. A label may still tell series apart: the start is refused
        if two would become equal.
      </p>
      <ul class="names">
        {labels.map((key) => (
          <li key={key}>
            <button
              type="button"
              class="link"
              disabled={key.startsWith('/')}
              onClick={() => setLeftOut('labels', [key], true)}
            >
              {key}
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}

/** Files and expressions that could not be told; what they name counts as read. */
function Problems({ read }: { read: UsageData }) {
  const lines = [
    ...(droppedUsage.value?.problems ?? []),
    ...read.unparsed.map((place) => `not PromQL, so that all names in it count as read: ${place}`),
    ...read.unbounded.map((place) => `may read every family: ${place}`),
  ];
  if (lines.length === 0) return null;
  return (
    <details open={lines.length <= 3}>
      <summary>{countText(lines.length)} notes</summary>
      <ul class="places">
        {lines.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </details>
  );
}
