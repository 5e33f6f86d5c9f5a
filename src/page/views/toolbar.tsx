import { MEASURES } from '../model/measure.ts';
import { cardinality, data, filter, measure, VIEWS, view } from '../state/state.ts';

/** Links to the views. */
export function Tabs() {
  const shown = VIEWS.filter(({ id }) => id !== 'process' || data.value?.live);
  return (
    <nav aria-label="Views">
      {shown.map(({ id, name }) => (
        <a key={id} href={`#${id}`} aria-current={view.value === id ? 'page' : undefined}>
          {name}
        </a>
      ))}
    </nav>
  );
}

/** Filter and measure, which all views share. */
export function Toolbar() {
  if (view.value === 'process') return null;
  const isPackedKnown = (cardinality.value?.total.packedBytes ?? 0) > 0;
  return (
    <div class="toolbar">
      <input
        id="filter"
        type="search"
        placeholder="Filter by words ( / )"
        aria-label="Filter by words"
        value={filter.value}
        onInput={({ currentTarget }) => (filter.value = currentTarget.value)}
      />
      <fieldset class="switch">
        <legend class="hidden">Measure</legend>
        {MEASURES.map(({ id, name }) => (
          <label key={id}>
            <input
              type="radio"
              name="measure"
              checked={measure.value === id}
              disabled={id === 'packedBytes' && !isPackedKnown}
              onChange={() => (measure.value = id)}
            />
            <span>{name}</span>
          </label>
        ))}
      </fieldset>
    </div>
  );
}
