import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Files } from '../base/files.ts';

/** The file system. */
export const systemFiles: Files = {
  exists: existsSync,
  readNow: (path) => readFileSync(path),
  read: (path) => readFile(path),
  listNow: (folder) =>
    readdirSync(folder, { withFileTypes: true })
      .filter((entry) => !(entry.isSymbolicLink() && !readlinkSync(path.join(folder, entry.name)).includes('/')))
      .map(({ name }) => name)
      .sort(),
};
