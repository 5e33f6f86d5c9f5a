import { type BigIntStats, existsSync, readFileSync, statSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import type { FileFacts, Files } from '../base/files.ts';

/** The file system. */
export const systemFiles: Files = {
  exists: existsSync,
  readNow: (path) => readFileSync(path),
  read: (path) => readFile(path),
  statNow(path) {
    try {
      return factsOf(statSync(path, { bigint: true }));
    } catch {
      return undefined;
    }
  },
  stat: (path) => stat(path, { bigint: true }).then(factsOf, () => undefined),
};

function factsOf(stats: BigIntStats): FileFacts {
  const kind = stats.isFile() ? 'file' : stats.isDirectory() ? 'folder' : 'other';
  const { dev, ino, size, mtimeNs, ctimeNs } = stats;
  return { kind, sizeBytes: Number(size), version: [dev, ino, size, mtimeNs, ctimeNs].join(':') };
}
