import { useMemo } from 'preact/hooks';
import { bytesText } from '../../explorer/bytes-text.ts';
import type { Amount, FamilyCardinality } from '../../explorer/cardinality.ts';
import { countText } from '../model/measure.ts';
import { wordFilter } from '../model/rows.ts';
import { inProfile } from '../model/what-if.ts';
import { amountColumns } from '../parts/amount-columns.tsx';
import { type Column, DataTable } from '../parts/data-table.tsx';
import { familyColumns } from '../parts/family-columns.tsx';
import { cardinality, detail, filter, leftOut, measure, unread, usage } from '../state/state.ts';
import { FamilyDetail } from './family-detail.tsx';

/** Table of all families. */
export function TableView() {
  const { families, total } = cardinality.value!;
  const accepts = wordFilter(filter.value);
  const rows = useMemo(
    () => families.filter(({ name, resource, type }) => accepts(`${name} ${resource} ${type} ${readWord(name)}`)),
    [families, filter.value, unread.value],
  );
  const chosen = families.find(({ name }) => name === detail.value);
  const columns = useMemo(() => columnsOf(total), [total, measure.value, usage.value]);
  return (
    <section aria-label="Families">
      <p class="summary">
        {rows.length === families.length ? '' : `${countText(rows.length)} of `}
        {countText(families.length)} families, {bytesText(rows.reduce((sum, row) => sum + row.rawBytes, 0))} of text
      </p>
      {chosen && <FamilyDetail family={chosen} />}
      <DataTable
        caption="Families"
        rows={rows}
        columns={columns}
        order={{ column: 'share', descending: true }}
        keyOf={nameOf}
        className={classOf}
        empty="No family has all of these words."
      />
    </section>
  );
}

function columnsOf(total: Amount): readonly Column<FamilyCardinality>[] {
  return [
    ...familyColumns((name) => {
      detail.value = name;
    }),
    {
      id: 'resource',
      title: 'Resource',
      minor: true,
      value: (row) => row.resource,
      cell: (row) => row.resource || '–',
    },
    ...amountColumns<FamilyCardinality>(total, measure.value),
    {
      id: 'labels',
      title: 'Labels',
      numeric: true,
      minor: true,
      value: ({ labels }) => labels.length,
      cell: ({ labels }) => labels.length,
    },
    ...(usage.value ? [readersColumn()] : []),
  ];
}

function readersColumn(): Column<FamilyCardinality> {
  const readers = ({ name }: FamilyCardinality): number => usage.value?.families[name]?.places.length ?? 0;
  return {
    id: 'readers',
    title: 'Read by',
    numeric: true,
    value: readers,
    cell: (row) => (readers(row) === 0 ? 'nothing' : countText(readers(row))),
  };
}

function readWord(name: string): string {
  return unread.value ? (unread.value.families.has(name) ? 'unread' : 'read') : '';
}

function nameOf({ name }: FamilyCardinality): string {
  return name;
}

function classOf({ name }: FamilyCardinality): string {
  const isOut = leftOut.value.families.has(name) || !inProfile(leftOut.value.profile, name);
  return [isOut ? 'out' : '', unread.value?.families.has(name) ? 'unread' : ''].filter(Boolean).join(' ');
}
