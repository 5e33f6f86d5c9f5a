import { type BigIntStats, existsSync, readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import type { FileFacts, Files } from '../base/files.ts';

/** The file system. */
export const systemFiles: Files = {
  exists: existsSync,
  readNow: (name) => readFileSync(name),
  read: (name) => readFile(name),
  statNow(name) {
    try {
      return factsOf(statSync(name, { bigint: true }));
    } catch {
      return undefined;
    }
  },
  stat: (name) => stat(name, { bigint: true }).then(factsOf, () => undefined),
  listNow: (folder) =>
    readdirSync(folder, { withFileTypes: true })
      .filter((entry) => !(entry.isSymbolicLink() && !readlinkSync(path.join(folder, entry.name)).includes('/')))
      .map(({ name }) => name)
      .sort(),
};

function factsOf(stats: BigIntStats): FileFacts {
  const kind = stats.isFile() ? 'file' : stats.isDirectory() ? 'folder' : 'other';
  const { dev, ino, size, mtimeNs, ctimeNs } = stats;
  return { kind, sizeBytes: Number(size), version: [dev, ino, size, mtimeNs, ctimeNs].join(':') };
}
