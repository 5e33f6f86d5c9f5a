import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { Script } from 'node:vm';

/** A module of a release: the exports are filled while it runs. */
interface Loaded {
  readonly exports: unknown;
}

type Wrapper = (
  exports: unknown,
  require: (name: string) => unknown,
  module: Loaded,
  file: string,
  folder: string,
) => void;

/**
 * Loads the modules of a release, CommonJS files beside each other, with the compiled code that lies beside each as `FILE.cache`: compiling
 * them costs several times as much. The files are ASCII, which the build checks. Code compiled by another version of V8, or under other flags, is refused by V8 and compiled again. Returns
 * the exports of the module `entry`. `onScript` gets each file and its script, of which `createCachedData` makes the code to keep.
 */
export function loadRelease(entry: string, onScript?: (file: string, script: Script) => void): unknown {
  const loaded = new Map<string, Loaded>();
  const load = (file: string): unknown => {
    const known = loaded.get(file);
    if (known) return known.exports;
    const module: Loaded = { exports: {} };
    loaded.set(file, module);
    const script = compile(file);
    onScript?.(file, script);
    const fromDisk = createRequire(file);
    const folder = path.dirname(file);
    const require = (name: string): unknown => (name.startsWith('./') ? load(path.join(folder, name)) : fromDisk(name));
    (script.runInThisContext() as Wrapper)(module.exports, require, module, file, folder);
    return module.exports;
  };
  return load(entry);
}

function compile(file: string): Script {
  const source = `(function (exports, require, module, __filename, __dirname) {${readFileSync(file, 'latin1')}\n})`;
  const cachedData = readCache(`${file}.cache`);
  return new Script(source, { filename: file, ...(cachedData && { cachedData }) });
}

function readCache(file: string): Buffer | undefined {
  try {
    return readFileSync(file);
  } catch {
    // A release without compiled code starts more slowly.
    return undefined;
  }
}
