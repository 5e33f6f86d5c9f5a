import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually, freePort, has, type Running, run, type Stack, startStack } from '../support/process.ts';

/** Answers are gzip members put together from pieces: every reader has to take them as it takes any other. */

const folder = mkdtempSync(path.join(tmpdir(), 'ksm-readers-'));
const PODS = 1_000;
let stack: Stack;
let identity: Buffer;
/** The answer as sent. */
let file: string;

beforeAll(async () => {
  stack = await startStack(['--pods', String(PODS), '--nodes', '20', '--controllers=false']);
  identity = Buffer.from(
    await (await fetch(`${stack.metrics}/metrics`, { headers: { 'Accept-Encoding': 'identity' } })).arrayBuffer(),
  );
  file = path.join(folder, 'metrics.gz');
  // curl without --compressed gives what came.
  execFileSync('curl', ['-sf', '-H', 'Accept-Encoding: gzip', '-o', file, `${stack.metrics}/metrics`]);
});
afterAll(() => stack.stop());

const LARGE = { maxBuffer: 512 * 1024 * 1024 };

describe('a gzip answer', () => {
  it('is one member that zlib reads', () => {
    const sent = readFileSync(file);
    expect(sent.length).toBeLessThan(identity.length / 4);
    expect(gunzipSync(sent).equals(identity)).toBe(true);
    expect(identity.toString().match(/^kube_pod_info\{/gm)).toHaveLength(PODS);
  });

  it.skipIf(!has('gzip'))('is sound to `gzip -t`, and gzip reads it', () => {
    execFileSync('gzip', ['-t', file]);
    expect(execFileSync('gzip', ['-dc', file], LARGE).equals(identity)).toBe(true);
  });

  it.skipIf(!has('curl'))('is read by curl --compressed', () => {
    expect(execFileSync('curl', ['-sf', '--compressed', `${stack.metrics}/metrics`], LARGE).equals(identity)).toBe(
      true,
    );
  });

  it.skipIf(!has('python3'))('is read by Python', () => {
    const script = 'import gzip, sys; sys.stdout.buffer.write(gzip.open(sys.argv[1]).read())';
    expect(execFileSync('python3', ['-c', script, file], LARGE).equals(identity)).toBe(true);
  });

  it.skipIf(!has('go'))('is read by Go, one member and nothing after it', { timeout: 180_000 }, () => {
    const source = `package main

import (
	"bufio"
	"compress/gzip"
	"io"
	"os"
)

func main() {
	f, err := os.Open(os.Args[1])
	if err != nil {
		panic(err)
	}
	in := bufio.NewReader(f)
	r, err := gzip.NewReader(in)
	if err != nil {
		panic(err)
	}
	r.Multistream(false)
	if _, err := io.Copy(os.Stdout, r); err != nil {
		panic(err)
	}
	if _, err := in.ReadByte(); err != io.EOF {
		panic("more than one member")
	}
}
`;
    const program = path.join(folder, 'main.go');
    writeFileSync(program, source);
    const env = {
      ...process.env,
      GO111MODULE: 'off',
      GOFLAGS: '',
      GOTOOLCHAIN: 'local',
      GOCACHE: path.join(folder, 'cache'),
    };
    expect(execFileSync('go', ['run', program, file], { ...LARGE, env }).equals(identity)).toBe(true);
  });

  it.skipIf(!has('victoria-metrics'))('is scraped by VictoriaMetrics', async () => {
    const config = path.join(folder, 'scrape.yml');
    const target = stack.metrics.replace('http://', '');
    writeFileSync(
      config,
      `scrape_configs:\n  - {job_name: metrics, scrape_interval: 1s, scrape_timeout: 1s, static_configs: [{targets: ['${target}']}]}\n`,
    );
    const port = await freePort();
    const victoria: Running = run('victoria-metrics', [
      `-promscrape.config=${config}`,
      `-storageDataPath=${path.join(folder, 'victoria')}`,
      `-httpListenAddr=127.0.0.1:${port}`,
      '-search.latencyOffset=1s',
    ]);
    try {
      const query = async (text: string): Promise<number[]> => {
        const answer = await fetch(`http://127.0.0.1:${port}/api/v1/query?query=${encodeURIComponent(text)}&nocache=1`);
        const { data } = (await answer.json()) as { data: { result: { value: [number, string] }[] } };
        return data.result.map((r) => Number(r.value[1]));
      };
      await eventually(
        async () => expect((await query('count_over_time(up[5m])'))[0]).toBeGreaterThanOrEqual(5),
        60_000,
      );
      expect(await query('min_over_time(up[5m])')).toEqual([1]);
      await eventually(async () => expect(await query('count(kube_pod_info)')).toEqual([PODS]));
      const series = identity.toString().match(/^[^#\n]/gm)!.length;
      await eventually(async () => expect(await query('scrape_samples_scraped')).toEqual([series]));
    } finally {
      await victoria.stop();
    }
  });
});
