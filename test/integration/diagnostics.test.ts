import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { eventually, type Pair, startPair } from '../support/harness.ts';
import { readPprof } from '../support/read-pprof.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'ksm-diagnostics-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('diagnostics', () => {
  let pair: Pair;
  beforeAll(async () => {
    pair = await startPair({ pods: 30, args: ['--enable-diagnostics'] });
    await pair.app.synced;
  });
  afterAll(() => pair.stop());
  const pprof = (at: string): Promise<Response> => pair.telemetry(`/debug/pprof/${at}`);

  it('have a page that names them', async () => {
    const page = await (await pprof('')).text();
    for (const each of ['profile', 'heap', 'cmdline']) expect(page).toContain(`href="${each}`);
    expect((await pair.telemetry('/debug/pprof')).url).toMatch(/\/debug\/pprof\/$/);
    expect((await pprof('nope')).status).toBe(404);
    expect((await pair.get('/debug/pprof/')).status).toBe(404);
  });

  it('profile the CPU, with functions and lines of the sources', async () => {
    const busy = setInterval(() => void pair.get('/metrics').then((r) => r.arrayBuffer()), 5);
    try {
      const answer = await pprof('profile?seconds=1');
      expect(answer.status).toBe(200);
      const { types, samples } = readPprof(gunzipSync(Buffer.from(await answer.arrayBuffer())));
      expect(types).toEqual(['samples/count', 'cpu/nanoseconds']);
      const places = samples.flatMap(({ stack }) => stack);
      expect(places.some((place) => /^\w+ src\/\w+\/[\w-]+\.ts:\d+$/.test(place))).toBe(true);
      expect(places.every((place) => !place.includes('file://'))).toBe(true);
    } finally {
      clearInterval(busy);
    }
  });

  it('are there for DevTools too', async () => {
    const cpu = (await (await pprof('profile?seconds=1&format=cpuprofile')).json()) as object;
    expect(Object.keys(cpu)).toEqual(expect.arrayContaining(['nodes', 'startTime', 'endTime', 'samples']));
    expect(await (await pprof('heap?format=heapprofile')).json()).toHaveProperty('head.children');
  });

  it('say what fills the memory', async () => {
    const answer = await pprof('heap');
    const { types, samples } = readPprof(gunzipSync(Buffer.from(await answer.arrayBuffer())));
    expect(types).toEqual(['inuse_space/bytes']);
    expect(samples.find(({ stack }) => stack[0] === '(buffers) :0')!.values[0]).toBeGreaterThan(1_000);
  });

  it('are taken one at a time, and end when the client leaves', async () => {
    const leaving = new AbortController();
    const url = `http://127.0.0.1:${pair.app.telemetryPort}/debug/pprof/profile?seconds=300`;
    const long = fetch(url, { signal: leaving.signal }).catch(() => 'left');
    await eventually(async () => expect((await pprof('heap')).status).toBe(409));
    expect((await pprof('profile?seconds=1')).status).toBe(409);
    leaving.abort();
    expect(await long).toBe('left');
    await eventually(async () => expect((await pprof('heap')).status).toBe(200));
  });

  it.each([
    ['profile?seconds=0', 400],
    ['profile?seconds=301', 400],
    ['profile?seconds=1e1', 400],
    ['profile?format=svg', 400],
    ['heap?format=cpuprofile', 400],
  ])('refuse %s with %d', async (at, status) => {
    expect((await pprof(at)).status).toBe(status);
  });
});

describe('the time that a profile takes', () => {
  it('is not cut by --server-write-timeout', async () => {
    const pair = await startPair({ pods: 5, args: ['--enable-diagnostics', '--server-write-timeout=500ms'] });
    const answer = await pair.telemetry('/debug/pprof/profile?seconds=1');
    expect([answer.status, (await answer.arrayBuffer()).byteLength > 100]).toEqual([200, true]);
    await pair.stop();
  });
});

describe('without the flag', () => {
  let pair: Pair | undefined;
  afterEach(() => pair?.stop());

  it('there are no diagnostics on a port that anybody reaches', async () => {
    pair = await startPair({ pods: 5 });
    for (const at of ['', 'profile?seconds=1', 'heap', 'cmdline'])
      expect((await pair.telemetry(`/debug/pprof/${at}`)).status).toBe(404);
  });

  it('users of --tls-config see them, and nobody else', async () => {
    const file = path.join(folder, 'web.yaml');
    // The password is "secret"; cost 4.
    const hash = '$2b$04$7SRyU0dCaWLTeB.f1VD58eC9OZnheeDCinucTSxeq3t1txnsyhtpy';
    writeFileSync(file, `basic_auth_users:\n  admin: ${hash}\n`);
    pair = await startPair({ pods: 5, args: [`--tls-config=${file}`] });
    const url = `http://127.0.0.1:${pair.app.telemetryPort}/debug/pprof/`;
    expect((await fetch(url)).status).toBe(401);
    const Authorization = `Basic ${Buffer.from('admin:secret').toString('base64')}`;
    expect((await fetch(url, { headers: { Authorization } })).status).toBe(200);
  });
});
