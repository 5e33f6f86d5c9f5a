import { fileURLToPath } from 'node:url';
import { systemFiles } from '../../system/files.ts';
import { installation } from '../../system/release.ts';

/** Reads a file of the explorer's page, which the build makes; undefined: there is none of this name, or nothing was built. */
export async function readPageFile(name: string): Promise<Buffer | undefined> {
  const place = fileURLToPath(new URL(`dist/page/${name}`, installation));
  return (await systemFiles.stat(place))?.kind === 'file' ? systemFiles.read(place) : undefined;
}
