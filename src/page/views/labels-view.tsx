import { useMemo } from 'preact/hooks';
import type { Amount } from '../../explorer/cardinality.ts';
import { type LabelRow, labelRows } from '../model/breakdown.ts';
import { countText } from '../model/measure.ts';
import { wordFilter } from '../model/rows.ts';
import { labelKey } from '../model/what-if.ts';
import { amountColumns } from '../parts/amount-columns.tsx';
import { type Column, DataTable } from '../parts/data-table.tsx';
import { Tick } from '../parts/tick.tsx';
import { cardinality, detail, filter, leftOut, measure, unread } from '../state/state.ts';
import { DetailHead, Values } from './family-detail.tsx';

/** Table of the labels of each resource. */
export function LabelsView() {
  const { families, total } = cardinality.value!;
  const all = useMemo(() => labelRows(families), [families]);
  const accepts = wordFilter(filter.value);
  const rows = useMemo(
    () => all.filter((row) => accepts(`${row.name} ${row.resource} ${isUnread(row) ? 'unread' : ''}`)),
    [all, filter.value, unread.value],
  );
  const columns = useMemo(() => columnsOf(total), [total, measure.value]);
  const chosen = all.find((row) => keyOf(row) === detail.value);
  return (
    <section aria-label="Labels">
      <p class="summary">
        {rows.length === all.length ? '' : `${countText(rows.length)} of `}
        {countText(all.length)} labels; a series counts for each of its labels
      </p>
      {chosen && (
        <section class="detail" aria-label={`Details of ${keyOf(chosen)}`}>
          <DetailHead title={keyOf(chosen)} />
          <p>The most frequent values, in the family with most of them:</p>
          <Values values={chosen.top} whole={chosen.series} />
        </section>
      )}
      <DataTable
        caption="Labels"
        rows={rows}
        columns={columns}
        order={{ column: 'share', descending: true }}
        keyOf={keyOf}
        className={classOf}
        empty="No label has all of these words."
      />
    </section>
  );
}

function columnsOf(total: Amount): readonly Column<LabelRow>[] {
  return [
    { id: 'keep', title: '', cell: (row) => <LabelTick row={row} /> },
    {
      id: 'label',
      title: 'Label',
      heads: true,
      value: ({ name }) => name,
      cell: (row) => (
        <button type="button" class="link" onClick={() => (detail.value = keyOf(row))}>
          {row.name}
        </button>
      ),
    },
    { id: 'resource', title: 'Resource', value: (row) => row.resource, cell: (row) => row.resource || '–' },
    {
      id: 'distinct',
      title: 'Distinct',
      numeric: true,
      value: ({ distinct }) => distinct,
      cell: ({ distinct }) => countText(distinct),
    },
    ...amountColumns<LabelRow>(total, measure.value),
    {
      id: 'families',
      title: 'Families',
      numeric: true,
      minor: true,
      value: (row) => row.families,
      cell: (row) => row.families,
    },
  ];
}

function LabelTick({ row }: { row: LabelRow }) {
  return (
    <Tick
      kind="labels"
      name={keyOf(row)}
      label={`${row.name} of ${row.resource || 'other families'}`}
      refused={row.resource === '' ? 'the resource is not known' : undefined}
    />
  );
}

function keyOf({ resource, name }: LabelRow): string {
  return labelKey(resource, name);
}

function isUnread(row: LabelRow): boolean {
  return unread.value?.labels.has(keyOf(row)) ?? false;
}

function classOf(row: LabelRow): string {
  const isOut = leftOut.value.labels.has(keyOf(row));
  return [isOut ? 'out' : '', isUnread(row) ? 'unread' : ''].filter(Boolean).join(' ');
}
