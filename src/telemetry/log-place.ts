import type { CodePlace } from '../base/log-output.ts';

/** Frames of this module and of the log between a caller and the stack's top. */
const OWN_FRAMES = 2;

/** Returns file and line that called the log, `reload.ts:42`; with `folder`, `app/reload.ts:42`. */
export function callSite(folder: boolean, sourceOf: (place: CodePlace) => CodePlace = (place) => place): string {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = OWN_FRAMES + 1;
  const holder: { stack?: string } = {};
  Error.captureStackTrace(holder);
  Error.stackTraceLimit = limit;
  const frame = /(?:\(|at )(?:async )?([^(]+?):(\d+):\d+\)?$/.exec(holder.stack?.split('\n').at(-1) ?? '');
  if (!frame) return 'unknown:0';
  const { path, line } = sourceOf({ path: frame[1]!, line: Number(frame[2]) });
  return `${path
    .split(/[/\\]/)
    .slice(folder ? -2 : -1)
    .join('/')}:${line}`;
}

/** A rule of `--vmodule`. */
export interface FileVerbosity {
  /** Takes the result of `callSite`. */
  readonly matches: (place: string) => boolean;
  readonly verbosity: number;
}

/** Compiles `--vmodule`: `PATTERN=N,…`, where `*` and `?` stand for any text and any character of a file's name without extension. */
export function verbosityByFile(rules: ReadonlyMap<string, number>): readonly FileVerbosity[] {
  return [...rules].map(([pattern, verbosity]) => {
    const source = pattern
      .replace(/[.+^${}()|[\]\\]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.');
    const expression = new RegExp(`(^|/)${source}\\.[a-z]+:\\d+$`);
    return { matches: (place) => expression.test(place), verbosity };
  });
}
