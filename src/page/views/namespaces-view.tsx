import { type NamespaceRow, namespaceRows } from '../model/breakdown.ts';
import { countText } from '../model/measure.ts';
import { wordFilter } from '../model/rows.ts';
import { type Column, DataTable } from '../parts/data-table.tsx';
import { Quantity, Share } from '../parts/share.tsx';
import { Tick } from '../parts/tick.tsx';
import { cardinality, filter, leftOut, measure } from '../state/state.ts';

/** Table of all namespaces. */
export function NamespacesView() {
  const { total } = cardinality.value!;
  const all = namespaceRows(cardinality.value!);
  const accepts = wordFilter(filter.value);
  const rows = all.filter(({ name }) => accepts(name || '(none)'));
  const columns: readonly Column<NamespaceRow>[] = [
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
    {
      id: 'series',
      title: 'Series',
      numeric: true,
      value: ({ series }) => series,
      cell: ({ series }) => <Quantity measure="series" part={series} whole={total.series} />,
    },
    {
      id: 'rawBytes',
      title: 'Text',
      numeric: true,
      minor: measure.value !== 'rawBytes',
      value: ({ rawBytes }) => rawBytes,
      cell: ({ rawBytes }) => <Quantity measure="rawBytes" part={rawBytes} whole={total.rawBytes} />,
    },
    {
      id: 'packedBytes',
      title: 'Compressed',
      numeric: true,
      minor: measure.value !== 'packedBytes',
      value: ({ packedBytes }) => packedBytes,
      cell: ({ packedBytes }) => <Quantity measure="packedBytes" part={packedBytes} whole={total.packedBytes} />,
    },
    {
      id: 'share',
      title: 'Share',
      numeric: true,
      value: (row) => row[measure.value],
      cell: (row) => <Share measure={measure.value} part={row[measure.value]} whole={total[measure.value]} />,
    },
    {
      id: 'families',
      title: 'Families',
      numeric: true,
      minor: true,
      value: ({ families }) => families,
      cell: ({ families }) => families,
    },
  ];
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
        className={({ name }) => (leftOut.value.namespaces.has(name) ? 'out' : '')}
        empty="No namespace has all of these words."
      />
    </section>
  );
}
