import {
  closeSync,
  constants,
  fchmodSync,
  fstatSync,
  ftruncateSync,
  mkdtempSync,
  openSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { CodedError, errorText } from '../base/errors.ts';

/**
 * Makes a folder for temporary files, which only its owner can enter; `remove`, or the end of the process, removes it with its contents. Throws
 * CONFIG_INVALID where there is no place for it, as in an image.
 */
export function makeTemporaryFolder(prefix: string): { readonly folder: string; remove(): void } {
  const folder = make(path.join(tmpdir(), prefix));
  const remove = (): void => {
    process.off('exit', remove);
    rmSync(folder, { recursive: true, force: true });
  };
  process.on('exit', remove);
  return { folder, remove };
}

function make(prefix: string): string {
  try {
    return mkdtempSync(prefix);
  } catch (error) {
    const reason = errorText(error);
    throw new CodedError(
      'CONFIG_INVALID',
      `no temporary folder can be made; set TMPDIR to one that can be written to: ${reason}`,
    );
  }
}

/** Writes a file that only its owner can read, also where it was there and others could. */
export function writePrivate(file: string, text: string): void {
  const descriptor = openSync(file, constants.O_WRONLY | constants.O_CREAT, 0o600);
  try {
    // The mode of `open` counts for new files alone; pipes and terminals have none of ours.
    if (fstatSync(descriptor).isFile()) {
      fchmodSync(descriptor, 0o600);
      ftruncateSync(descriptor);
    }
    writeFileSync(descriptor, text);
  } finally {
    closeSync(descriptor);
  }
}
