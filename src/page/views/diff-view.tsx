import { type Change, type FamilyChange, namespacesOfFamily, valuesOfFamily } from '../model/diff.ts';
import { changeText, countText, measureText, percentText } from '../model/measure.ts';
import { wordFilter } from '../model/rows.ts';
import { type Column, DataTable } from '../parts/data-table.tsx';
import { FileButton } from '../parts/file-button.tsx';
import { openSnapshot, save } from '../state/actions.ts';
import { cardinality, detail, diff, filter, measure, snapshot } from '../state/state.ts';
import { timeText } from '../world.ts';
import { DetailHead } from './family-detail.tsx';

/** Comparison with a saved snapshot. */
export function DiffView() {
  const base = snapshot.value;
  const found = diff.value;
  if (!base || !found) return <NoSnapshot />;
  const accepts = wordFilter(filter.value);
  const changed = found.families.filter(({ state }) => state !== 'same');
  const rows = changed.filter(({ name, resource, state }) => accepts(`${name} ${resource} ${state}`));
  const chosen = changed.find(({ name }) => name === detail.value);
  return (
    <section aria-label="Diff" class="several">
      <p class="summary">
        Since {base.name} ({base.data.source}, {timeText(base.data.takenAtMs)}): <ChangeFigure change={found.total} />;{' '}
        {countText(changed.length)} of {countText(found.families.length)} families differ
      </p>
      {chosen && <Owners family={chosen} />}
      <DataTable
        caption="Changes of families"
        rows={rows}
        columns={familyColumns()}
        order={{ column: 'change', descending: true }}
        keyOf={({ name }) => name}
        empty={changed.length === 0 ? 'No family differs.' : 'No change has all of these words.'}
      />
      <h2>By namespace</h2>
      <DataTable
        caption="Changes of namespaces"
        rows={found.namespaces.filter(({ state, name }) => state !== 'same' && accepts(name || '(none)'))}
        columns={changeColumns('Namespace')}
        order={{ column: 'change', descending: true }}
        keyOf={({ name }) => name}
        empty="No namespace differs."
      />
    </section>
  );
}

function NoSnapshot() {
  return (
    <div class="notice">
      <p>Compare this state with an earlier one: what grew, and whose it is.</p>
      <p>
        <FileButton label="Open a snapshot …" accept=".json" onFiles={([file]) => file && openSnapshot(file)} />{' '}
        <button type="button" onClick={save}>
          Save a snapshot for later
        </button>
      </p>
      <p class="hint">
        A snapshot is data.json of this page, or the output of <code>kube-state-metrics explore -o json</code>.
      </p>
    </div>
  );
}

function familyColumns(): readonly Column<FamilyChange>[] {
  const [first, ...others] = changeColumns('Family');
  return [
    {
      ...first!,
      cell: ({ name }) => (
        <button type="button" class="link" onClick={() => (detail.value = name)}>
          {name}
        </button>
      ),
    } as Column<FamilyChange>,
    {
      id: 'resource',
      title: 'Resource',
      minor: true,
      value: (row) => row.resource,
      cell: (row) => row.resource || '–',
    },
    ...others,
  ];
}

function changeColumns(title: string): readonly Column<Change>[] {
  const id = measure.value;
  const delta = ({ before, after }: Change): number => after[id] - before[id];
  return [
    { id: 'name', title, heads: true, value: ({ name }) => name, cell: ({ name }) => name || '(none)' },
    { id: 'state', title: 'State', minor: true, value: ({ state }) => state, cell: ({ state }) => state },
    {
      id: 'before',
      title: 'Before',
      numeric: true,
      minor: true,
      value: (row) => row.before[id],
      cell: (row) => measureText(id, row.before[id]),
    },
    {
      id: 'after',
      title: 'Now',
      numeric: true,
      value: (row) => row.after[id],
      cell: (row) => measureText(id, row.after[id]),
    },
    { id: 'change', title: 'Change', numeric: true, value: delta, cell: (row) => <ChangeFigure change={row} /> },
  ];
}

function ChangeFigure({ change: { before, after, state } }: { change: Change }) {
  const id = measure.value;
  const delta = after[id] - before[id];
  const percent = before[id] > 0 ? ` (${delta > 0 ? '+' : ''}${percentText(delta, before[id])})` : '';
  return (
    <span class={delta > 0 ? 'grown' : delta < 0 ? 'shrunk' : ''}>
      {changeText(id, delta)}
      {state === 'new' ? ' (new)' : percent}
    </span>
  );
}

/** Rows of the details of a change. */
const LISTED = 8;

/** Namespaces and label values that a family's change is of. */
function Owners({ family }: { family: FamilyChange }) {
  const before = snapshot.value!.data.cardinality;
  const after = cardinality.value!;
  const id = measure.value;
  const delta = ({ before: old, after: now }: Change): number => now[id] - old[id];
  const namespaces = [...namespacesOfFamily(before, after, family.name)]
    .filter((change) => delta(change) !== 0)
    .sort((a, b) => Math.abs(delta(b)) - Math.abs(delta(a)));
  const find = ({ families }: typeof before) => families.find(({ name }) => name === family.name);
  const values = valuesOfFamily(find(before), find(after));
  return (
    <section class="detail" aria-label={`Details of ${family.name}`}>
      <DetailHead title={family.name} />
      <div class="owners">
        <div>
          <h3>By namespace</h3>
          <ul>
            {namespaces.slice(0, LISTED).map((change) => (
              <li key={change.name}>
                {change.name || '(none)'} <ChangeFigure change={change} />
              </li>
            ))}
          </ul>
          {namespaces.length === 0 && <p class="hint">No namespace differs.</p>}
          {namespaces.length > LISTED && <p class="hint">and {countText(namespaces.length - LISTED)} more</p>}
        </div>
        <div>
          <h3>By label value, in series</h3>
          <ul>
            {values.slice(0, LISTED).map(({ label, value, before: old, after: now }) => (
              <li key={`${label} ${value}`}>
                <code>
                  {label}="{value}"
                </code>{' '}
                {old === undefined ? 'not listed' : countText(old)} →{' '}
                {now === undefined ? 'not listed' : countText(now)}
              </li>
            ))}
          </ul>
          {values.length === 0 && <p class="hint">No frequent value differs.</p>}
        </div>
      </div>
    </section>
  );
}
