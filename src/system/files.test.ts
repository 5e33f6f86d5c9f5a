import { mkdirSync, mkdtempSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { systemFiles } from './files.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'ksm-files-'));

it('tells files from folders, and what is missing', async () => {
  const file = path.join(folder, 'a');
  writeFileSync(file, 'text');
  expect(systemFiles.statNow(file)).toMatchObject({ kind: 'file', sizeBytes: 4 });
  expect(systemFiles.statNow(folder)?.kind).toBe('folder');
  expect(systemFiles.statNow(path.join(folder, 'none'))).toBeUndefined();
  expect(await systemFiles.stat(path.join(file, 'below'))).toBeUndefined();
  expect(await systemFiles.stat(file)).toEqual(systemFiles.statNow(file));
});

it('gives another version where the link on the way leads elsewhere, as a mounted ConfigMap does', async () => {
  for (const version of ['..1', '..2']) {
    mkdirSync(path.join(folder, version));
    writeFileSync(path.join(folder, version, 'config.yaml'), 'same');
  }
  symlinkSync('..1', path.join(folder, '..data'));
  const file = path.join(folder, 'config.yaml');
  symlinkSync('..data/config.yaml', file);
  const before = await systemFiles.stat(file);
  symlinkSync('..2', path.join(folder, '..tmp'));
  renameSync(path.join(folder, '..tmp'), path.join(folder, '..data'));
  expect((await systemFiles.stat(file))?.version).not.toBe(before?.version);
});
