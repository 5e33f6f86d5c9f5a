import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'rolldown';

/** Most bytes of the page when it is compressed: it is read through slow tunnels. */
const MAX_GZIP_BYTES = 60 * 1024;

/**
 * Bundles the explorer's page to `page` of a folder: index.html, app.js, app.css, and usage.js, which only pages with dropped rules and
 * dashboards load. Returns the modules that are in it. Throws where the first three are larger than the page may be.
 */
export async function buildPage(root: string, dist: string): Promise<readonly string[]> {
  const source = path.join(root, 'src/page');
  const page = path.join(dist, 'page');
  mkdirSync(page, { recursive: true });
  const scripts = await Promise.all([
    bundle(root, path.join(source, 'main.tsx'), path.join(page, 'app.js')),
    bundle(root, path.join(source, 'usage.ts'), path.join(page, 'usage.js')),
  ]);
  copyFileSync(path.join(source, 'index.html'), path.join(page, 'index.html'));
  const style = readFileSync(path.join(source, 'app.css'), 'utf8');
  writeFileSync(path.join(page, 'app.css'), style.replace(/\n\s*/g, '\n'));
  const bytes = ['index.html', 'app.js', 'app.css'].reduce(
    (sum, name) => sum + gzipSync(readFileSync(path.join(page, name))).length,
    0,
  );
  if (bytes > MAX_GZIP_BYTES) throw new Error(`the page takes ${bytes} bytes compressed, more than ${MAX_GZIP_BYTES}`);
  return scripts.flat();
}

/** Bundles each script on its own: one that shares a file with another could not be put into a page that is one file. */
async function bundle(root: string, input: string, file: string): Promise<readonly string[]> {
  const { output } = await build({
    cwd: root,
    input,
    platform: 'browser',
    output: { file, format: 'esm', comments: false, minify: true },
  });
  return output.flatMap((chunk) => (chunk.type === 'chunk' ? chunk.moduleIds : []));
}
