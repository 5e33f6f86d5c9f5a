import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { readConfigFiles } from './files.ts';
import type { Options } from './flags.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'ksm-config-'));
function read(text: string | undefined, more: Partial<Options> = {}) {
  const file = path.join(folder, 'config.yaml');
  if (text !== undefined) writeFileSync(file, text);
  const name = text === undefined ? path.join(folder, 'missing.yaml') : file;
  return readConfigFiles({ config: name, customResourceConfig: '', customResourceConfigFile: '', ...more } as Options);
}

describe('readConfigFiles', () => {
  it.each(['port: 8080\n', '', '# nothing\n'])('takes %j, and says which file it was', (text) => {
    const [file] = read(text);
    expect(file).toMatchObject({ type: 'config', filename: expect.stringContaining('config.yaml') });
    expect(Number.isSafeInteger(file!.hash)).toBe(true);
  });

  it.each([
    ['- a\n', 'expected a mapping'],
    ['text', 'expected a mapping'],
    ['a: [\n', 'at line 2'],
  ])('refuses %j, naming flag and file', (text, message) => {
    expect(() => read(text)).toThrow(/^--config .*config\.yaml: /);
    expect(() => read(text)).toThrow(message);
  });

  it('passes over a missing file only where that is permitted', () => {
    expect(read(undefined, { continueWithoutConfig: true })).toEqual([]);
    expect(() => read(undefined)).toThrow('--config: cannot read the file');
  });
});
