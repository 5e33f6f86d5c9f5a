import { useMemo } from 'preact/hooks';
import type { Amount } from '../../explorer/cardinality.ts';
import { type NamespaceRow, namespaceRows } from '../model/breakdown.ts';
import { countText } from '../model/measure.ts';
import { wordFilter } from '../model/rows.ts';
import { amountColumns } from '../parts/amount-columns.tsx';
import { type Column, DataTable } from '../parts/data-table.tsx';
import { Tick } from '../parts/tick.tsx';
import { cardinality, filter, leftOut, measure } from '../state/state.ts';

/** Table of all namespaces. */
export function NamespacesView() {
  const { total } = cardinality.value!;
  const all = useMemo(() => namespaceRows(cardinality.value!), [cardinality.value]);
  const accepts = wordFilter(filter.value);
  const rows = useMemo(() => all.filter(({ name }) => accepts(name || '(none)')), [all, filter.value]);
  const columns = useMemo(() => columnsOf(total), [total, measure.value]);
  return (
    <section aria-label="Namespaces">
      <p class="summary">
        {rows.length === all.length ? '' : `${countText(rows.length)} of `}
        {countText(all.length)} namespaces; (none) stands for series without one
      </p>
      <DataTable
        caption="Namespaces"
        rows={rows}
        columns={columns}
        order={{ column: 'share', descending: true }}
        keyOf={({ name }) => name}
        className={classOf}
        empty="No namespace has all of these words."
      />
    </section>
  );
}

function columnsOf(total: Amount): readonly Column<NamespaceRow>[] {
  return [
    {
      id: 'keep',
      title: '',
      cell: ({ name }) => (
        <Tick
          kind="namespaces"
          name={name}
          label={name || 'series without a namespace'}
          refused={name === '' ? 'series without a namespace stay' : undefined}
        />
      ),
    },
    { id: 'name', title: 'Namespace', heads: true, value: ({ name }) => name, cell: ({ name }) => name || '(none)' },
    ...amountColumns<NamespaceRow>(total, measure.value),
    {
      id: 'families',
      title: 'Families',
      numeric: true,
      minor: true,
      value: ({ families }) => families,
      cell: ({ families }) => families,
    },
  ];
}

function classOf({ name }: NamespaceRow): string {
  return leftOut.value.namespaces.has(name) ? 'out' : '';
}
