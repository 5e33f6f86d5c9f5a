import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { build } from 'rolldown';

/** Bundles the library part of the package to `library/index.js` of a folder, with the types of its sources beside it. */
export async function buildLibrary(root: string, dist: string): Promise<void> {
  const library = path.join(dist, 'library');
  await build({
    cwd: root,
    input: 'src/library/index.ts',
    platform: 'node',
    output: { dir: library, format: 'esm', entryFileNames: 'index.js', comments: false },
  });
  const compiler = path.join(root, 'node_modules/typescript/bin/tsc');
  const types = ['-p', path.join(root, 'src/library/tsconfig.json'), '--outDir', path.join(library, 'types')];
  const { status } = spawnSync(process.execPath, [compiler, ...types], { stdio: 'inherit' });
  if (status !== 0) throw new Error('the types of the library cannot be written');
}
