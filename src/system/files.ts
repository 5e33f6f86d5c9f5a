import { existsSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { Files } from '../base/files.ts';

/** The file system. */
export const systemFiles: Files = {
  exists: existsSync,
  readNow: (path) => readFileSync(path),
  read: (path) => readFile(path),
};
