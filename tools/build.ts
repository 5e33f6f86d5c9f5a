import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type OutputChunk } from 'rolldown';
import { linesFile, type SourceLines } from '../src/system/source-lines.ts';
import { TUNED_FLAGS } from '../src/system/tuning.ts';
import { buildLibrary } from './build-library.ts';
import { buildPage } from './build-page.ts';
import { thirdPartyNotices } from './notices.ts';

/** Bundles the program to `dist`, with compiled code beside it (docs/decisions/0032-release.md). */

const root = fileURLToPath(new URL('..', import.meta.url));
const dist = path.join(root, 'dist');

/** What is started by its file: the program, and its threads. */
const entries = {
  'kube-state-metrics': 'src/launcher.ts',
  program: 'src/program.ts',
  'packing-thread': 'src/app/packing-thread.ts',
  'password-thread': 'src/app/password-thread.ts',
};

rmSync(dist, { recursive: true, force: true });
mkdirSync(dist);
const { output } = await build({
  cwd: root,
  input: entries,
  platform: 'node',
  write: false,
  output: {
    dir: dist,
    format: 'cjs',
    entryFileNames: '[name].cjs',
    chunkFileNames: '[name].cjs',
    dynamicImportInCjs: false,
    sourcemap: 'hidden',
    // Names and lines stay, for stack traces and profiles. V8 keeps a source without other letters in half the memory.
    comments: false,
    minify: { compress: false, mangle: false, codegen: { removeWhitespace: false, asciiOnly: true } },
  },
});
for (const chunk of output) {
  if (chunk.type !== 'chunk') continue;
  const [shebang, mode] = chunk.name === 'kube-state-metrics' ? ['#!/usr/bin/env node\n', 0o755] : ['', 0o644];
  const file = path.join(dist, chunk.fileName);
  if (/[^\0-\x7f]/.test(chunk.code)) throw new Error(`${chunk.fileName} is not ASCII`);
  writeFileSync(file, shebang + chunk.code, { mode });
  if (chunk.map) writeFileSync(linesFile(file), JSON.stringify(sourceLines(chunk.code, chunk.map)));
}

const modules = output.flatMap((chunk) => (chunk.type === 'chunk' ? chunk.moduleIds : []));
modules.push(...(await buildPage(root, dist)));
writeFileSync(path.join(dist, 'THIRD-PARTY-NOTICES.txt'), thirdPartyNotices(modules));

await buildLibrary(root, dist);

const { status } = spawnSync(process.execPath, [...TUNED_FLAGS, path.join(root, 'tools/warm.ts'), dist], {
  stdio: 'inherit',
});
if (status !== 0) process.exit(status ?? 1);

/** The line of the sources that each line of a chunk is from: a source map without columns, as logs need it. */
function sourceLines(code: string, map: NonNullable<OutputChunk['map']>): SourceLines {
  const found = new SourceMap(map as unknown as ConstructorParameters<typeof SourceMap>[0]);
  const files: string[] = [];
  const lines = code.split('\n').flatMap((_, line) => {
    const entry = found.findEntry(line, Number.MAX_SAFE_INTEGER);
    if (!('originalSource' in entry) || entry.generatedLine !== line) return [0, 0];
    const source = path.relative(path.join(root, 'src'), path.resolve(dist, entry.originalSource));
    if (!files.includes(source)) files.push(source);
    return [files.indexOf(source), entry.originalLine + 1];
  });
  return { files, lines };
}
