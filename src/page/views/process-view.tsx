import { bytesText } from '../../explorer/bytes-text.ts';
import type { LiveData, ResourceStatus } from '../../explorer/data.ts';
import { ageText, countText, percentText } from '../model/measure.ts';
import { type Column, DataTable } from '../parts/data-table.tsx';
import { data } from '../state/state.ts';
import { ScrapeChart } from './scrape-chart.tsx';

/** State of the running process: its resources, shard and scrapes. */
export function ProcessView() {
  const live = data.value?.live;
  if (!live) return <p class="notice">Only a running kube-state-metrics-ts tells of its process.</p>;
  const bad = live.resources.filter(({ state }) => state !== 'synced');
  const rows = [...live.resources].sort((a, b) => b.objects - a.objects);
  const { residentBytes, limitBytes } = live.memory;
  return (
    <section aria-label="Process" class="process">
      <p class="summary">
        {countText(live.resources.length)} resources,{' '}
        {bad.length === 0 ? 'all in sync' : `${countText(bad.length)} not in sync`} · memory {bytesText(residentBytes)}
        {limitBytes === undefined
          ? ', no limit'
          : `, ${percentText(residentBytes, limitBytes)} of the limit of ${bytesText(limitBytes)}`}
      </p>
      <DataTable
        caption="Resources"
        rows={rows}
        columns={columnsOf(data.value!.takenAtMs / 1000)}
        order={{ column: 'state', descending: false }}
        keyOf={({ name }) => name}
        className={({ state }) => `state-${state}`}
        empty="No resource is watched."
      />
      <h2>Scrapes</h2>
      <ScrapeChart scrapes={live.scrapes} />
      <h2>Shards</h2>
      <ShardMap shard={live.shard} />
    </section>
  );
}

/** States, the worst first. */
const STATES: readonly ResourceStatus['state'][] = ['failing', 'refused', 'pending', 'synced'];

function columnsOf(nowSeconds: number): readonly Column<ResourceStatus>[] {
  return [
    { id: 'name', title: 'Resource', heads: true, value: ({ name }) => name, cell: ({ name }) => name },
    {
      id: 'state',
      title: 'State',
      value: ({ state }) => STATES.indexOf(state),
      cell: ({ state, detail }) => (
        <span class={`state ${state}`}>
          {state}
          {detail !== '' && <span class="reason">: {detail}</span>}
        </span>
      ),
    },
    {
      id: 'objects',
      title: 'Objects',
      numeric: true,
      value: ({ objects }) => objects,
      cell: (row) => countText(row.objects),
    },
    { id: 'mode', title: 'Read by', minor: true, value: ({ mode }) => mode, cell: ({ mode }) => mode || '–' },
    {
      id: 'last',
      title: 'Last data',
      numeric: true,
      value: ({ lastActivity }) => lastActivity,
      cell: ({ lastActivity }) => (lastActivity === 0 ? '–' : ageText(nowSeconds - lastActivity)),
    },
    {
      id: 'received',
      title: 'Received',
      numeric: true,
      minor: true,
      value: ({ receivedBytes }) => receivedBytes,
      cell: ({ receivedBytes }) => bytesText(receivedBytes),
    },
    {
      id: 'relists',
      title: 'Relists',
      minor: true,
      value: ({ relists }) => relists.reduce((sum, { count }) => sum + count, 0),
      cell: ({ relists }) => relists.map(({ reason, count }) => `${count} ${reason}`).join(', ') || '–',
    },
  ];
}

/** Shards that are drawn one by one. */
const DRAWN = 512;

function ShardMap({ shard: { ordinal, total, algorithm } }: { shard: LiveData['shard'] }) {
  const share = total > 0 ? percentText(1, total) : '';
  const text =
    ordinal === undefined
      ? `This process is a standby of ${countText(total)} shards.`
      : total === 1
        ? 'This process is the only shard: it reads all objects.'
        : `Shard ${ordinal} of ${countText(total)} (0 to ${total - 1}) by ${algorithm}: about ${share} of all objects.`;
  return (
    <>
      <p>{text}</p>
      {total > 1 && total <= DRAWN && (
        <ol class="shards" start={0} aria-label="Shards">
          {Array.from({ length: total }, (_, i) => (
            <li key={i} class={i === ordinal ? 'own' : ''} aria-current={i === ordinal ? 'true' : undefined}>
              {i}
            </li>
          ))}
        </ol>
      )}
    </>
  );
}
