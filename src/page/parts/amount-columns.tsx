import type { Amount } from '../../explorer/cardinality.ts';
import { MEASURES, type Measure, wholeText } from '../model/measure.ts';
import type { Column } from './data-table.tsx';
import { renderQuantity, renderShare } from './share.tsx';

/** Returns the columns of all measures, and of the share of one of them in its total. A narrow page shows that measure alone. */
export function amountColumns<T extends Amount>(total: Amount, measure: Measure): readonly Column<T>[] {
  return [
    ...MEASURES.map(
      ({ id, name }): Column<T> => ({
        id,
        title: name,
        numeric: true,
        minor: id !== measure,
        value: (row) => row[id],
        cell: (row) => renderQuantity(id, row[id], total[id]),
      }),
    ),
    {
      id: 'share',
      title: `Of ${wholeText(measure)}`,
      numeric: true,
      value: (row) => row[measure],
      cell: (row) => renderShare(measure, row[measure], total[measure]),
    },
  ];
}
