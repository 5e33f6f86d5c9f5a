import { fileURLToPath } from 'node:url';
import { systemFiles } from '../../system/files.ts';
import { installation } from '../../system/release.ts';

/** Reads a file of the explorer's page from the build output; undefined: there is no such file, or the page has not been built. */
export async function readPageFile(name: string): Promise<Buffer | undefined> {
  const place = fileURLToPath(new URL(`dist/page/${name}`, installation));
  return (await systemFiles.stat(place))?.kind === 'file' ? systemFiles.read(place) : undefined;
}
