import { bytesText } from '../../explorer/bytes-text.ts';
import type { ExplorerData } from '../../explorer/data.ts';
import { countText } from '../model/measure.ts';
import { FileButton } from '../parts/file-button.tsx';
import { load, openSnapshot, save, switchTheme } from '../state/actions.ts';
import { isHelpOpen } from '../state/state.ts';
import { isSelfContained, timeText } from '../world.ts';

/** Source, totals and actions. */
export function Header({ data }: { data: ExplorerData }) {
  const { total, families, namespaces, sampled } = data.cardinality;
  return (
    <header>
      <div class="title">
        <h1>Explorer</h1>
        <p class="source">
          {data.source}
          {data.live ? ` · ${data.live.program}` : ''} · {timeText(data.takenAtMs)}
        </p>
      </div>
      <dl class="totals">
        <Total name="series" value={countText(total.series)} />
        <Total name="text" value={bytesText(total.rawBytes)} />
        <Total name="compressed" value={total.packedBytes > 0 ? bytesText(total.packedBytes) : 'unknown'} />
        <Total name="families" value={countText(families.length)} />
        <Total name="namespaces" value={countText(namespaces.filter(({ name }) => name !== '').length)} />
      </dl>
      <div class="actions">
        {!isSelfContained() && (
          <button type="button" onClick={() => load()}>
            Read again
          </button>
        )}
        <button type="button" onClick={save}>
          Save snapshot
        </button>
        <FileButton label="Compare with …" accept=".json" onFiles={([file]) => file && openSnapshot(file)} />
        <button type="button" onClick={switchTheme} aria-label="Switch between light and dark">
          ◐
        </button>
        <button type="button" onClick={() => (isHelpOpen.value = true)} aria-label="Help">
          ?
        </button>
      </div>
      {sampled < 1 && (
        <p class="sampled">
          Labels and namespaces are counted in {(100 * sampled).toFixed(0)} % of the series, and scaled; families are
          exact.
        </p>
      )}
    </header>
  );
}

function Total({ name, value }: { name: string; value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}
