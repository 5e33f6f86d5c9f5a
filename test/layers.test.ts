import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

/**
 * The house as data: which folder of `src` may import which. A stage of the pipeline knows `base` and `model` and no other
 * stage; `app` joins them.
 */
const permitted: Readonly<Record<string, readonly string[]>> = {
  base: [],
  model: ['base'],
  config: ['base', 'model'],
  telemetry: ['base'],
  kube: ['base', 'model'],
  decode: ['base', 'model'],
  reflector: ['base', 'model'],
  sharding: ['base', 'model'],
  resources: ['base', 'model'],
  render: ['base', 'model'],
  store: ['base', 'model'],
  exposition: ['base', 'model'],
  // The listeners put requests to the exposition.
  server: ['base', 'model', 'exposition'],
  // A server of its own, which shares nothing with what it tests.
  simulator: [],
  app: [
    'base',
    'model',
    'config',
    'telemetry',
    'kube',
    'decode',
    'reflector',
    'sharding',
    'resources',
    'render',
    'store',
    'exposition',
    'server',
  ],
  rbac: ['base', 'model', 'config', 'resources', 'sharding'],
  // main.ts, demo.ts, app.ts, version.ts
  '.': [
    '.',
    'app',
    'base',
    'model',
    'config',
    'telemetry',
    'kube',
    'decode',
    'reflector',
    'sharding',
    'resources',
    'render',
    'store',
    'exposition',
    'server',
    'simulator',
    'rbac',
  ],
};

/** Folders without clock, chance, timers, files or network. `net` tells addresses apart and opens nothing;
 * `crypto` hashes, `zlib` converts. */
const pure = [
  'base',
  'model',
  'decode',
  'resources',
  'render',
  'sharding/election.ts',
  'sharding/fleet.ts',
  'sharding/fnv.ts',
  'sharding/jump.ts',
  'sharding/md5.ts',
  'sharding/range.ts',
  'sharding/share.ts',
  'reflector/machine.ts',
  'store/block.ts',
  'store/blockview.ts',
  'store/limit.ts',
  'store/recordlog.ts',
  'store/resourcestore.ts',
  'store/slabs.ts',
];
const harmless = new Set(['node:net', 'node:crypto', 'node:zlib']);
/** The clock itself. */
const impure = new Set(['base/clock.ts']);

const root = fileURLToPath(new URL('../src/', import.meta.url));
const files = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .map((f) => f.split(path.sep).join('/'))
  .filter(
    (f) => f.endsWith('.ts') && !f.endsWith('.test.ts') && !f.endsWith('testing.ts') && statSync(root + f).isFile(),
  );
const sources = new Map(files.map((f) => [f, readFileSync(root + f, 'utf8')]));

const folderOf = (file: string): string => (file.includes('/') ? file.slice(0, file.indexOf('/')) : '.');
const importsOf = (file: string): string[] =>
  [...sources.get(file)!.matchAll(/^(?:import|export)\s(?:[^;'"]*?from\s)?['"]([^'"]+)['"]/gms)].map((m) => m[1]!);
const localImportsOf = (file: string): string[] =>
  importsOf(file)
    .filter((i) => i.startsWith('.'))
    .map((i) => path.posix.normalize(path.posix.join(path.posix.dirname(file), i)));

describe('layers', () => {
  it('finds the sources', () => expect(files.length).toBeGreaterThan(60));

  it.each(files)('%s imports what it may', (file) => {
    const from = folderOf(file);
    const allowed = permitted[from];
    expect(allowed, `folder ${from} is not in the table`).toBeDefined();
    for (const target of localImportsOf(file)) {
      const to = folderOf(target);
      expect(to === from || allowed!.includes(to), `${file} may not import ${target}`).toBe(true);
    }
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

  it.each(files.filter((f) => pure.some((p) => f === p || f.startsWith(`${p}/`)) && !impure.has(f)))(
    '%s is pure',
    (file) => {
      const outside = importsOf(file).filter((i) => !i.startsWith('.') && !harmless.has(i));
      expect(outside).toEqual([]);
      expect(sources.get(file)).not.toMatch(
        /\b(setTimeout|setInterval|setImmediate|Date\.now|Math\.random|performance\.now|process\.)\b/,
      );
    },
  );
});
