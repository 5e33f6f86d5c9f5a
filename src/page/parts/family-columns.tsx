import type { FamilyCardinality } from '../../explorer/cardinality.ts';
import type { Column } from './data-table.tsx';
import { Tick } from './tick.tsx';

/** Columns that tables of families begin with: the tick, and the name, which opens the family. */
export function familyColumns(open: (name: string) => void): readonly Column<FamilyCardinality>[] {
  return [
    { id: 'keep', title: '', cell: ({ name }) => <Tick kind="families" name={name} label={name} /> },
    {
      id: 'family',
      title: 'Family',
      heads: true,
      value: ({ name }) => name,
      cell: ({ name }) => (
        <button type="button" class="link" onClick={() => open(name)}>
          {name}
        </button>
      ),
    },
  ];
}
