import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { type Exporter, eventually, type Pair, startExporter, startPair } from '../support/harness.ts';

let pair: Pair | undefined;
let exporter: Exporter | undefined;
const opened: (() => Promise<unknown> | unknown)[] = [];
afterEach(async () => {
  await exporter?.app.stop();
  await pair?.stop();
  exporter = undefined;
  pair = undefined;
  for (const close of opened.splice(0)) await close();
});

const RESOURCES = '--resources=pods,nodes,services,deployments,configmaps,secrets';
const NOTHING = 'nothing could be read from the API server; not ready, and /metrics returns 503';
const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const loud = ({ logs }: Exporter) => logs.filter(({ level }) => level === 'error' || level === 'warn');

describe('where nothing at all can be read', () => {
  it.each([401, 403, 404, 500])('nothing is ready, and one line says why (%d)', async (code) => {
    pair = await startPair({
      args: [RESOURCES, '--initial-sync-timeout=100ms'],
      prepare: (s) => s.faults.add({ fault: { type: 'status', code } }),
    });
    await eventually(() => expect(pair!.logs.some(({ text }) => text === NOTHING)).toBe(true));
    await sleep(1_500);
    expect((await pair.telemetry('/readyz')).status).toBe(503);
    const scrape = await pair.get('/metrics');
    expect([scrape.status, await scrape.text()]).toEqual([503, expect.stringContaining('/readyz?verbose')]);
    expect(loud(pair)).toHaveLength(1);
    const { fields } = loud(pair)[0]!;
    expect(fields).toMatchObject({ watches: 6, reasons: { [code]: 6 }, detail: expect.stringContaining(`${code} `) });
    pair.simulator.faults.clear();
    await pair.app.synced;
    await eventually(async () => expect(await pair!.shownPods()).toEqual(pair!.pods()));
  });

  it('says so of a server that is not there, too', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    exporter = await startExporter({ url: `http://127.0.0.1:${port}` }, [RESOURCES]);
    await eventually(() => expect(exporter!.logs.some(({ text }) => text === NOTHING)).toBe(true));
    expect(loud(exporter).map(({ fields }) => fields)).toEqual([
      expect.objectContaining({ reasons: { unreachable: 6 } }),
    ]);
    expect((await exporter.get('/metrics')).status).toBe(503);
  });
});

describe('where something can be read', () => {
  it.each([403, 404])('what is refused has a line of its own, and holds nothing back (%d)', async (code) => {
    pair = await startPair({
      args: [RESOURCES],
      prepare: (s) => {
        for (const resource of ['pods', 'secrets']) s.faults.add({ fault: { type: 'status', code }, resource });
      },
    });
    await pair.app.synced;
    expect(
      loud(pair)
        .map(({ fields }) => fields.resource)
        .sort(),
    ).toEqual(['pods', 'secrets']);
    await sleep(1_200);
    expect(loud(pair)).toHaveLength(2);
  });

  it('401 holds the first sync back until the time-out', async () => {
    pair = await startPair({
      args: [RESOURCES, '--initial-sync-timeout=2s'],
      prepare: (s) => s.faults.add({ fault: { type: 'status', code: 401 }, resource: 'pods' }),
    });
    await eventually(async () =>
      expect(await pair!.self('kube_state_metrics_resource_state{resource="*v1.Node",state="synced"}')).toBe(1),
    );
    expect((await pair.get('/metrics')).status).toBe(503);
    await pair.app.synced;
    expect((await pair.get('/metrics')).status).toBe(200);
    expect(await (await pair.telemetry('/readyz?verbose')).text()).toMatch(/failing +\/api\/v1\/pods: 401/);
  });
});
