import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { linesFile, type SourceLines, sourceOf } from './source-lines.ts';

it('finds the sources of the lines of a bundle, and leaves others alone', () => {
  const bundle = path.join(mkdtempSync(path.join(tmpdir(), 'ksm-lines-')), 'app.cjs');
  const lines: SourceLines = { files: ['app/a.ts', 'kube/b.ts'], lines: [0, 0, 1, 7, 0, 42] };
  writeFileSync(linesFile(bundle), JSON.stringify(lines));
  expect(sourceOf({ path: bundle, line: 1 })).toEqual({ path: bundle, line: 1 });
  expect(sourceOf({ path: bundle, line: 2 })).toEqual({ path: 'kube/b.ts', line: 7 });
  expect(sourceOf({ path: bundle, line: 3 })).toEqual({ path: 'app/a.ts', line: 42 });
  expect(sourceOf({ path: bundle, line: 4 })).toEqual({ path: bundle, line: 4 });
  for (const other of ['/src/app/a.ts', '/none.cjs'])
    expect(sourceOf({ path: other, line: 3 })).toEqual({ path: other, line: 3 });
});
