import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { makeTemporaryFolder, writePrivate } from './private-file.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'ksm-kubeconfig-'));
afterAll(() => rmSync(folder, { recursive: true }));
const modeOf = (file: string): string => (statSync(file).mode & 0o777).toString(8);

describe('writePrivate', () => {
  it('writes what only the owner can read, whether the file was there or not', () => {
    const file = path.join(folder, 'kubeconfig');
    writePrivate(file, 'one');
    expect([modeOf(file), readFileSync(file, 'utf8')]).toEqual(['600', 'one']);
    const open = path.join(folder, 'open');
    writeFileSync(open, 'longer than what follows', { mode: 0o644 });
    expect(modeOf(open)).toBe('644');
    writePrivate(open, 'two');
    expect([modeOf(open), readFileSync(open, 'utf8')]).toEqual(['600', 'two']);
  });
});

it('makes temporary folders that only the owner can enter, and removes them', () => {
  const { folder: own, remove } = makeTemporaryFolder('ksm-test-');
  writePrivate(path.join(own, 'file'), 'text');
  expect(modeOf(own)).toBe('700');
  remove();
  expect(existsSync(own)).toBe(false);
});

it('says in a line where there is no place for a temporary folder', () => {
  vi.stubEnv('TMPDIR', path.join(folder, 'none'));
  expect(() => makeTemporaryFolder('ksm-test-')).toThrow(/^no temporary folder can be made; set TMPDIR .*ENOENT/);
  vi.unstubAllEnvs();
});
