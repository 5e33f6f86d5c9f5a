import { useMemo } from 'preact/hooks';
import { bytesText } from '../../explorer/bytes-text.ts';
import type { Amount, FamilyCardinality } from '../../explorer/cardinality.ts';
import type { UsageData } from '../../explorer/data.ts';
import { allowlistOf, flagsText } from '../model/flags.ts';
import { countText, nounText, shareText } from '../model/measure.ts';
import { wordFilter } from '../model/rows.ts';
import type { Unread } from '../model/unread.ts';
import { amountColumns } from '../parts/amount-columns.tsx';
import { CopyBox } from '../parts/copy-box.tsx';
import { type Column, DataTable } from '../parts/data-table.tsx';
import { familyColumns } from '../parts/family-columns.tsx';
import { FileButton } from '../parts/file-button.tsx';
import { leaveOutUnread, openUsage, setLeftOut, show } from '../state/actions.ts';
import { cardinality, detail, droppedUsage, filter, leftOut, measure, unread, usage } from '../state/state.ts';

/** Families and labels that rules and dashboards do not read. */
export function UsageView() {
  const read = usage.value;
  const found = unread.value;
  return (
    <section aria-label="Used by" class="several">
      <div class="drop-zone">
        <p>
          {read
            ? `${nounText(read.expressions, 'expression')} in ${nounText(read.files, 'file')}.`
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
  const shown = useMemo(
    () => families.filter(({ name }) => found.families.has(name) && accepts(name)),
    [families, found, filter.value],
  );
  const columns = useMemo(() => columnsOf(total), [total, measure.value]);
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
      <DataTable
        caption="Families that nothing reads"
        rows={shown}
        columns={columns}
        order={{ column: 'rawBytes', descending: true }}
        keyOf={({ name }) => name}
        className={classOf}
        empty={found.families.size === 0 ? 'Every family is read.' : 'No family has all of these words.'}
      />
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

function columnsOf(total: Amount): readonly Column<FamilyCardinality>[] {
  return [...familyColumns(openFamily), ...amountColumns(total, measure.value)];
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
      <summary>{nounText(lines.length, 'note')}</summary>
      <ul class="places">
        {lines.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </details>
  );
}

function classOf({ name }: FamilyCardinality): string {
  return leftOut.value.families.has(name) ? 'out' : '';
}
