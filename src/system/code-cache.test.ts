import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Script } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { loadRelease } from './code-cache.ts';

/** A folder with these files; the result gives the path of one. */
function folderOf(files: Readonly<Record<string, string | Buffer>>): (name: string) => string {
  const folder = mkdtempSync(path.join(tmpdir(), 'ksm-release-'));
  for (const [name, content] of Object.entries(files)) writeFileSync(path.join(folder, name), content);
  return (name) => path.join(folder, name);
}

const modules = {
  'a.cjs':
    "const b = require('./b.cjs');\nexports.sum = b.one + require('node:path').basename(__filename).length;\nexports.b = b;",
  'b.cjs': "exports.one = 1;\nexports.a = require('./a.cjs');\nexports.folder = __dirname;",
};

describe('loadRelease', () => {
  it('loads files that need each other once, and modules of Node', () => {
    const at = folderOf(modules);
    const a = loadRelease(at('a.cjs')) as { sum: number; b: { a: unknown; folder: string } };
    expect(a.sum).toBe(6);
    expect(a.b.a).toBe(a);
    expect(a.b.folder).toBe(path.dirname(at('a.cjs')));
  });

  it('takes compiled code, and compiles where it is of no use', () => {
    const at = folderOf(modules);
    const scripts = new Map<string, Script>();
    loadRelease(at('a.cjs'), (file, script) => scripts.set(path.basename(file), script));
    expect([...scripts.keys()]).toEqual(['a.cjs', 'b.cjs']);
    const cache = scripts.get('a.cjs')!.createCachedData();
    // Elsewhere, as V8 remembers what it has compiled by its path.
    const to = folderOf({ ...modules, 'a.cjs.cache': cache, 'b.cjs.cache': 'not code' });
    const refused: [string, boolean | undefined][] = [];
    const note = (file: string, script: Script): void =>
      void refused.push([path.basename(file), script.cachedDataRejected]);
    expect(loadRelease(to('a.cjs'), note)).toMatchObject({ sum: 6 });
    expect(refused).toEqual([
      ['a.cjs', false],
      ['b.cjs', true],
    ]);
  });
});
