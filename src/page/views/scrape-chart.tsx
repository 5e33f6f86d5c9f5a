import { bytesText } from '../../explorer/bytes-text.ts';
import type { ScrapeRecord } from '../../explorer/data.ts';
import { secondsText } from '../model/measure.ts';
import { timeText } from '../world.ts';

const WIDTH = 600;
const HEIGHT = 120;

/** History of scrapes: bars of their time, marks of their size, and the same as text. */
export function ScrapeChart({ scrapes }: { scrapes: readonly ScrapeRecord[] }) {
  if (scrapes.length === 0) return <p class="hint">No scrape has been answered yet.</p>;
  const slowest = Math.max(...scrapes.map(({ seconds }) => seconds));
  const largest = Math.max(...scrapes.map(({ bytes }) => bytes));
  const step = WIDTH / scrapes.length;
  return (
    <div class="scrapes">
      <figure>
        <svg
          viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
          preserveAspectRatio="none"
          role="img"
          aria-label="Time and size of scrapes"
        >
          {scrapes.map(({ atMs, seconds }, i) => {
            const height = Math.max(1, (HEIGHT * seconds) / Math.max(slowest, 1e-6));
            return (
              <rect
                key={atMs}
                class="time-bar"
                x={i * step + step * 0.15}
                y={HEIGHT - height}
                width={step * 0.7}
                height={height}
              />
            );
          })}
          {scrapes.map(({ atMs, bytes }, i) => {
            const y = 1 + (HEIGHT - 2) * (1 - bytes / Math.max(1, largest));
            return <line key={atMs} class="size-line" x1={i * step} x2={(i + 1) * step} y1={y} y2={y} />;
          })}
        </svg>
        <figcaption>
          <span class="key time-key" /> time, up to {secondsText(slowest)} <span class="key size-key" /> size, up to{' '}
          {bytesText(largest)}
        </figcaption>
      </figure>
      <details>
        <summary>
          {scrapes.length > 1 ? `The latest ${Math.min(20, scrapes.length)} scrapes` : 'The latest scrape'}
        </summary>
        <table>
          <thead>
            <tr>
              <th scope="col">Time</th>
              <th scope="col" class="number">
                Took
              </th>
              <th scope="col" class="number">
                Bytes
              </th>
              <th scope="col">Encoding</th>
            </tr>
          </thead>
          <tbody>
            {scrapes
              .slice(-20)
              .reverse()
              .map(({ atMs, seconds, bytes, gzip }) => (
                <tr key={`${atMs} ${bytes}`}>
                  <td>{timeText(atMs)}</td>
                  <td class="number">{secondsText(seconds)}</td>
                  <td class="number">{bytesText(bytes)}</td>
                  <td>{gzip ? 'gzip' : 'identity'}</td>
                </tr>
              ))}
          </tbody>
        </table>
      </details>
    </div>
  );
}
