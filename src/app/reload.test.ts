import { beforeEach, describe, expect, it } from 'vitest';
import { TestClock } from '../../test/support/test-clock.ts';
import type { Files } from '../base/files.ts';
import { OptionSources } from '../config/sources.ts';
import { SelfMetrics } from '../telemetry/self-metrics.ts';
import { Configuration } from './configuration.ts';
import { Reloader } from './reload.ts';
import type { Applied } from './runtime.ts';

const known = { resources: ['pods', 'nodes'].map((plural) => ({ plural, byDefault: true, identityLabels: [] })) };
const nothing: Applied = {
  diff: { added: [], removed: [], changed: [], parts: [] },
  failed: new Map(),
  notApplied: [],
};

let texts: Map<string, string>;
let versions: Map<string, number>;
let clock: TestClock;
let logs: string[];
let applied: unknown[];
let metrics: SelfMetrics;

function write(text: string | undefined): void {
  versions.set('c', (versions.get('c') ?? 0) + 1);
  if (text === undefined) texts.delete('c');
  else texts.set('c', text);
}

const files: Files = {
  exists: (path) => texts.has(path),
  readNow: (path) => Buffer.from(texts.get(path)!),
  read: async (path) => Buffer.from(texts.get(path)!),
  statNow: (path) =>
    texts.has(path)
      ? { kind: 'file', sizeBytes: texts.get(path)!.length, version: String(versions.get(path)) }
      : undefined,
  stat: async (path) => files.statNow(path),
  listNow: () => [],
};

async function start(argv: readonly string[]): Promise<Reloader> {
  const sources = new Configuration(new OptionSources(argv, known, files));
  const log = (level: string) => (_: object, text: string) => void logs.push(`${level} ${text}`);
  const reloader = new Reloader({
    sources,
    loaded: sources.load(),
    files,
    clock,
    log: { info: log('info'), warn: log('warn'), error: log('error'), debug: log('debug') },
    metrics,
    apply: async ({ options: { port, resources } }) => {
      applied.push({ port, resources });
      return nothing;
    },
  });
  reloader.start();
  await looks(2);
  return reloader;
}

/** Lets it look at the files a number of times. */
async function looks(count: number): Promise<void> {
  for (let i = 0; i < count; i++) {
    clock.pass(1_000);
    await clock.turn();
  }
}

const successful = async (): Promise<string | undefined> =>
  /^kube_state_metrics_last_config_reload_successful\{.*\} (\d)$/m.exec(await metrics.text())?.[1];

beforeEach(() => {
  [texts, versions, clock, logs, applied] = [new Map(), new Map(), new TestClock(), [], []];
  metrics = new SelfMetrics({});
  return () => metrics.stop();
});

describe('Reloader', () => {
  it('applies a change once the file rests, and leaves what is the same alone', async () => {
    write('port: 1\n');
    const reloader = await start(['--config=c']);
    expect(applied).toEqual([]);
    write('por');
    await looks(1);
    write('resources: {pods: {}}\n');
    await looks(1);
    expect(applied).toEqual([]);
    await looks(2);
    expect(applied).toEqual([expect.objectContaining({ resources: ['pods'] })]);
    write('resources: {pods: {}}\n');
    await looks(3);
    expect(applied).toHaveLength(1);
    await reloader.stop();
  });

  it('changes nothing for a bad file, says so once, and recovers', async () => {
    write('port: 1\n');
    const reloader = await start(['--config=c']);
    write('port: high\n');
    await looks(3);
    write('port: high\n');
    await looks(3);
    expect(applied).toEqual([]);
    expect(logs.filter((line) => line.startsWith('error'))).toEqual([
      'error configuration not applied: c:1: port: expected a whole number, found "high"',
    ]);
    expect(await successful()).toBe('0');
    write('port: 1\n');
    await looks(3);
    expect(await successful()).toBe('1');
    expect(applied).toHaveLength(1);
    await reloader.stop();
  });

  it('takes up a file that appears later, and goes back to the arguments when it is gone', async () => {
    const reloader = await start(['--config=c', '--continue-without-config', '--resources=nodes']);
    write('resources: {pods: {}}\n');
    await looks(3);
    write(undefined);
    await looks(3);
    expect(applied).toEqual([
      expect.objectContaining({ resources: ['pods'] }),
      expect.objectContaining({ resources: ['nodes'] }),
    ]);
    await reloader.stop();
  });

  it('names the flags that need a restart', async () => {
    write('port: 1\n');
    const reloader = await start(['--config=c']);
    write('port: 2\n');
    await looks(3);
    expect(logs).toContain('warn some of the configuration takes effect at the next start only: --port');
    await reloader.stop();
  });

  it('reloads on request whether the file has changed or not', async () => {
    write('port: 1\n');
    const reloader = await start(['--config=c']);
    await reloader.reload();
    expect(applied).toHaveLength(1);
    await reloader.stop();
  });

  it('has nothing to reload without files', async () => {
    const reloader = await start([]);
    await reloader.reload();
    expect(applied).toEqual([]);
    expect(logs).toEqual(['info nothing to reload; there is no configuration file']);
    await reloader.stop();
  });
});
