import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { placeForKubeconfig, writePrivate } from './kubeconfig.ts';

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

describe('placeForKubeconfig', () => {
  it('is a temporary folder that goes again, or the file that is named, which stays', () => {
    const own = placeForKubeconfig(undefined);
    writePrivate(own.file, 'text');
    expect(modeOf(path.dirname(own.file))).toBe('700');
    own.remove();
    expect(existsSync(path.dirname(own.file))).toBe(false);
    const named = placeForKubeconfig(path.join(folder, 'named'));
    writePrivate(named.file, 'text');
    named.remove();
    expect(existsSync(named.file)).toBe(true);
  });
});
