import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

/**
 * Which folder of `src` may import which, from the bottom up. A stage of the pipeline knows `base`, `model` and `values` and no
 * other stage; `pipeline`, `fleet`, `scrape` and `app` join them.
 */
const ground = ['base', 'model', 'values'];
const permitted: Readonly<Record<string, readonly string[]>> = {
  base: [],
  values: ['base'],
  config: ['base', 'values'],
  // Options are what the flag table says; `model` passes their type on to the stages.
  model: ['base', 'config'],
  telemetry: ground,
  kube: ground,
  decode: ground,
  reflector: ground,
  sharding: ground,
  families: ground,
  resources: [...ground, 'families'],
  customresources: ground,
  render: ground,
  packing: ground,
  // The store hands jobs to the packing thread.
  store: [...ground, 'packing'],
  exposition: ground,
  parsing: ground,
  analysis: [...ground, 'parsing'],
  explorer: [...ground, 'analysis', 'parsing', 'usage'],
  // Also runs in browsers.
  usage: [],
  plan: [...ground, 'config', 'families', 'render', 'sharding'],
  // Runs in browsers: a program of its own, of the data alone.
  page: ['explorer', 'plan', 'usage'],
  // The listeners put requests to the exposition.
  server: [...ground, 'exposition'],
  pipeline: [...ground, 'plan', 'decode', 'packing', 'reflector', 'render', 'sharding', 'store', 'telemetry'],
  fleet: [...ground, 'kube', 'pipeline', 'reflector', 'sharding', 'telemetry'],
  scrape: [...ground, 'exposition', 'store', 'telemetry'],
  // The ports as this machine has them.
  system: ground,
  // A server of its own, which shares nothing but the ports with what it tests.
  simulator: ['base'],
  app: [
    ...ground,
    'system',
    'decode',
    'config',
    'customresources',
    'telemetry',
    'kube',
    'reflector',
    'sharding',
    'packing',
    'store',
    'explorer',
    'exposition',
    'parsing',
    'plan',
    'render',
    'server',
    'pipeline',
    'fleet',
    'scrape',
    'usage',
  ],
  commands: [
    ...ground,
    'analysis',
    'app',
    'explorer',
    'config',
    'customresources',
    'decode',
    'parsing',
    'plan',
    'render',
    'resources',
    'simulator',
    'system',
    'usage',
  ],
  library: [...ground, 'decode', 'families', 'parsing', 'plan', 'render', 'resources'],
  // main.ts, program.ts and launcher.ts
  '.': [...ground, 'app', 'commands', 'config', 'resources', 'system'],
};

/** Folders that decide and compute: they get values, not ports. `net` tells addresses apart, `crypto` hashes, `stream` is a type, `path` joins names, `yaml` and `lezer-promql` parse. */
const pure = [
  'base',
  'model',
  'values',
  'config',
  'families',
  'resources',
  'customresources',
  'render',
  'decode',
  'sharding',
  'parsing',
  'analysis',
  'explorer',
  'usage',
  'plan',
  'store',
];
const pureFiles = ['reflector/machine.ts', 'packing/changes.ts', 'packing/record.ts', 'packing/job.ts'];
const harmless = new Set([
  'node:net',
  'node:crypto',
  'node:stream',
  'node:path',
  'yaml',
  '@prometheus-io/lezer-promql',
  '@lezer/common',
]);
/** What runs an untrusted pattern for a bounded time. */
const impure = new Set(['plan/patterns.ts']);

/**
 * What is reached through ports (`base/`) and has its real side in `system/` alone, so that the whole program can run on simulated
 * time, files and networks: the names of the runtime, and modules.
 */
const worldNames =
  /\b(Date|setTimeout|setInterval|setImmediate|Math\.random|performance|AbortSignal\.timeout|fetch|hrtime|randomUUID|randomBytes|getRandomValues)\b/;
const worldModules =
  /^(undici|node:(fs|fs\/promises|zlib|net|http|http2|https|tls|dgram|dns|worker_threads|child_process|timers|timers\/promises|perf_hooks|inspector))$/;
/** Where the page touches the browser, as `system` does this machine. */
const BROWSER = 'page/world.ts';
/** By file and module: what is no way out of the program. */
const excepted = new Set([
  // Tells IPv4 and IPv6 apart by their text.
  'resources/pods/addresses.ts node:net',
  'kube/addresses.ts node:net',
  // Measures this process for its own metrics; nothing depends on it.
  'telemetry/event-loop.ts node:perf_hooks',
]);

const root = fileURLToPath(new URL('../src/', import.meta.url));
const files = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .map((f) => f.split(path.sep).join('/'))
  .filter((f) => /\.tsx?$/.test(f) && !f.endsWith('.test.ts') && statSync(root + f).isFile());
const sources = new Map(files.map((f) => [f, readFileSync(root + f, 'utf8')]));

const folderOf = (file: string): string => (file.includes('/') ? file.slice(0, file.indexOf('/')) : '.');
const importsOf = (file: string): string[] =>
  [...sources.get(file)!.matchAll(/^(?:import|export)\s(?:[^;'"]*?from\s)?['"]([^'"]+)['"]/gms)].map((m) => m[1]!);
/** The source without its comments. */
const codeOf = (file: string): string => sources.get(file)!.replace(/\/\*.*?\*\/|(?<=^|\s)\/\/.*$/gms, '');
const localImportsOf = (file: string): string[] =>
  importsOf(file)
    .filter((i) => i.startsWith('.'))
    .map((i) => path.posix.normalize(path.posix.join(path.posix.dirname(file), i)));

describe('layers', () => {
  it('finds the sources', () => expect(files.length).toBeGreaterThan(60));

  it('has no folder that may import one that may import it', () => {
    for (const [from, targets] of Object.entries(permitted)) {
      for (const to of targets) expect(permitted[to], `${from} and ${to}`).not.toContain(from);
    }
  });

  it.each(files)('%s imports what it may', (file) => {
    const from = folderOf(file);
    const allowed = permitted[from];
    expect(allowed, `folder ${from} is not in the table`).toBeDefined();
    for (const target of localImportsOf(file)) {
      const to = folderOf(target);
      expect(to === from || allowed!.includes(to), `${file} may not import ${target}`).toBe(true);
    }
  });

  it('lets model import types alone from config', () => {
    const imports = files
      .filter((file) => folderOf(file) === 'model')
      .flatMap((file) => [...sources.get(file)!.matchAll(/^.*\bfrom '\.\.\/config\/.*$/gm)].map((m) => m[0]));
    expect(imports).not.toEqual([]);
    for (const line of imports) expect(line).toMatch(/^(import|export) type /);
  });

  it('has no import cycles', () => {
    const done = new Set<string>();
    const visit = (file: string, trail: readonly string[]): void => {
      expect(trail, [...trail, file].join(' → ')).not.toContain(file);
      if (done.has(file)) return;
      for (const target of localImportsOf(file)) if (sources.has(target)) visit(target, [...trail, file]);
      done.add(file);
    };
    for (const file of files) visit(file, []);
  });

  it.each(files.filter((f) => folderOf(f) !== 'system' && f !== BROWSER))(
    '%s reaches the world through ports',
    (file) => {
      expect(importsOf(file).filter((i) => worldModules.test(i) && !excepted.has(`${file} ${i}`))).toEqual([]);
      expect(codeOf(file).match(worldNames)?.[0]).toBeUndefined();
    },
  );

  it('excepts nothing that is not there', () => {
    const used = files.flatMap((file) => importsOf(file).map((i) => `${file} ${i}`));
    expect([...excepted].filter((e) => !used.includes(e))).toEqual([]);
  });

  it.each(
    files.filter(
      (f) => (pure.includes(folderOf(f)) || pureFiles.includes(f) || f.startsWith('page/model/')) && !impure.has(f),
    ),
  )('%s is pure', (file) => {
    const outside = importsOf(file).filter((i) => !i.startsWith('.') && !harmless.has(i));
    expect(outside).toEqual([]);
    expect(codeOf(file)).not.toMatch(/\bprocess\./);
  });
});
