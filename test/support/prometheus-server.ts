import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { freePort, run } from './process.ts';

/** A series that a query returned: its labels and its latest value. */
export interface Sample {
  readonly metric: Readonly<Record<string, string>>;
  readonly value: number;
}

/** A Prometheus of this machine. */
export interface PrometheusServer {
  /** Evaluates an expression now. Throws with the message of Prometheus where it cannot. */
  query(expr: string): Promise<readonly Sample[]>;
  /** Returns the series that a selector matches, as labels. */
  series(selector: string): Promise<readonly Readonly<Record<string, string>>[]>;
  stop(): Promise<void>;
}

/** Starts a Prometheus with a configuration, given as the text of its file. */
export async function startPrometheusServer(config: string): Promise<PrometheusServer> {
  const folder = mkdtempSync(path.join(tmpdir(), 'ksm-prometheus-'));
  const file = path.join(folder, 'prometheus.yml');
  writeFileSync(file, config);
  const port = await freePort();
  const server = run('prometheus', [
    `--config.file=${file}`,
    `--storage.tsdb.path=${path.join(folder, 'data')}`,
    `--web.listen-address=127.0.0.1:${port}`,
  ]);
  await server.waitFor('Server is ready');
  const get = async (resource: string, parameters: Record<string, string>): Promise<unknown> => {
    const url = `http://127.0.0.1:${port}/api/v1/${resource}?${new URLSearchParams(parameters)}`;
    const answer = (await (await fetch(url)).json()) as { status: string; error?: string; data: unknown };
    if (answer.status !== 'success') throw new Error(`${answer.error}: ${Object.values(parameters).join()}`);
    return answer.data;
  };
  return {
    query: async (query) => {
      const { result } = (await get('query', { query })) as {
        result: { metric: Sample['metric']; value: unknown[] }[];
      };
      return result.map(({ metric, value }) => ({ metric, value: Number(value[1]) }));
    },
    series: async (selector) => (await get('series', { 'match[]': selector })) as Readonly<Record<string, string>>[],
    stop: async () => {
      await server.stop();
    },
  };
}
