import { useEffect } from 'preact/hooks';
import { openDropped } from '../state/actions.ts';
import { data, isHelpOpen, loadError, message, type View, view } from '../state/state.ts';
import { DiffView } from './diff-view.tsx';
import { Header } from './header.tsx';
import { Help } from './help.tsx';
import { LabelsView } from './labels-view.tsx';
import { MapView } from './map-view.tsx';
import { NamespacesView } from './namespaces-view.tsx';
import { ProcessView } from './process-view.tsx';
import { TableView } from './table-view.tsx';
import { Tabs, Toolbar } from './toolbar.tsx';
import { UsageView } from './usage-view.tsx';
import { WhatIfPanel } from './what-if-panel.tsx';

const COMPONENTS: Readonly<Record<View, () => preact.JSX.Element | null>> = {
  map: MapView,
  table: TableView,
  namespaces: NamespacesView,
  labels: LabelsView,
  diff: DiffView,
  usage: UsageView,
  process: ProcessView,
};

/** The page. */
export function App() {
  useEffect(takeDrops, []);
  const current = data.value;
  if (!current) return <Waiting />;
  const Current = COMPONENTS[view.value];
  return (
    <>
      <Header data={current} />
      <Tabs />
      <div class="body">
        <main id="main">
          {loadError.value !== '' && <p class="error">Not read again: {loadError.value}</p>}
          {current.cardinality.families.length === 0 ? <Empty /> : null}
          <Toolbar />
          <Current />
        </main>
        <WhatIfPanel />
      </div>
      {isHelpOpen.value && <Help />}
      <p class="message" role="status">
        <span key={message.value}>{message.value}</span>
      </p>
    </>
  );
}

function Waiting() {
  return (
    <main id="main">
      <h1 class="hidden">Explorer</h1>
      {loadError.value === '' ? (
        <p class="notice" role="status">
          Reading the metrics …
        </p>
      ) : (
        <div class="notice" role="alert">
          <p>The data cannot be read: {loadError.value}</p>
          <button type="button" onClick={() => location.reload()}>
            Try again
          </button>
        </div>
      )}
    </main>
  );
}

function Empty() {
  return (
    <p class="notice" role="status">
      There are no metrics yet. A process that has just started shows them when its first sync is complete.
    </p>
  );
}

/** Takes files that are dropped anywhere on the page. */
function takeDrops(): () => void {
  const over = (event: DragEvent): void => event.preventDefault();
  const drop = (event: DragEvent): void => {
    event.preventDefault();
    void openDropped([...(event.dataTransfer?.files ?? [])]);
  };
  document.addEventListener('dragover', over);
  document.addEventListener('drop', drop);
  return () => {
    document.removeEventListener('dragover', over);
    document.removeEventListener('drop', drop);
  };
}
