import { createHash } from 'node:crypto';
import { mkdtempSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { systemFiles } from '../system/files.ts';
import { type ConfigFilePlace, readConfigFile } from './config-files.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'ksm-config-'));
const file = path.join(folder, 'config.yaml');
const place = (filename: string, mayMiss = false): ConfigFilePlace => ({
  type: 'config',
  filename,
  flag: '--config',
  mayMiss,
});

describe('readConfigFile', () => {
  it('gives the text, and the hash that kube-state-metrics gives', () => {
    writeFileSync(file, 'port: 8080\n');
    const sum = createHash('md5').update('port: 8080\n').digest();
    const hash = Number(Buffer.concat([sum.subarray(0, 6), Buffer.alloc(2)]).readBigUInt64LE());
    expect(readConfigFile(place(file), systemFiles)).toEqual({ place: place(file), text: 'port: 8080\n', hash });
  });

  it('ignores a missing file only where that is permitted', () => {
    const missing = path.join(folder, 'not', 'there.yaml');
    expect(readConfigFile(place(missing, true), systemFiles)).toBeUndefined();
    expect(() => readConfigFile(place(missing), systemFiles)).toThrow(`--config ${missing}: no such file`);
  });

  it('refuses a folder and a file that is too long, naming flag and file', () => {
    expect(() => readConfigFile(place(folder, true), systemFiles)).toThrow(
      `--config ${folder}: expected a file, found a directory`,
    );
    const long = path.join(folder, 'long.yaml');
    writeFileSync(long, '');
    truncateSync(long, 100_000_000);
    expect(() => readConfigFile(place(long), systemFiles)).toThrow(
      `--config ${long}: expected at most 4194304 bytes, found 100000000`,
    );
  });
});
