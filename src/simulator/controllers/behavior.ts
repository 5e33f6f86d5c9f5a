import type { Container } from './types.ts';

/** Behavior of a container, as its image and command tell. */
export interface Behavior {
  /** Why its image cannot be had; undefined: it can. */
  readonly pull: 'ErrImagePull' | 'InvalidImageName' | undefined;
  /** Milliseconds that it runs; infinite: until it is stopped. */
  readonly runMs: number;
  readonly exitCode: number;
}

/** References that no registry would have, as people type them to see a broken image. */
const MISSING =
  /(^|[-_./:@])(nope|none|broken|missing|invalid|bad|wrong|typo|fake|unknown|fail(s|ed|ing)?|no-?such[\w-]*|not-?found|(does|do)-?(not|nt)-?exist\w*|non-?exist\w*|404)($|[-_./:@])/i;
/** A reference as container runtimes read it: host, path of lower case, tag, digest. */
const REFERENCE =
  /^([\w][\w.-]*(:\d+)?\/)?[a-z0-9]+([._-]+[a-z0-9]+)*(\/[a-z0-9]+([._-]+[a-z0-9]+)*)*(:[\w][\w.-]{0,127})?(@sha256:[0-9a-f]{64})?$/;

/** Time for which a command runs that does something and ends. */
const SHORT_MS = 2_000;

/**
 * Tells how a container behaves. Images that are named like mistakes cannot be pulled; commands that say `exit N`, `true`, `false`,
 * `sleep N` or that print something do so. Anything else runs for `defaultRunMs` and ends well.
 */
export function behaviorOf({ image = '', command = [], args = [] }: Container, defaultRunMs: number): Behavior {
  const pull = !REFERENCE.test(image) ? 'InvalidImageName' : MISSING.test(image) ? 'ErrImagePull' : undefined;
  const text = [...command, ...args].join(' ');
  const exit = /\bexit\s+(\d+)/.exec(text);
  const sleep = /\bsleep\s+(\d+(?:\.\d+)?|infinity)/.exec(text);
  const sleepMs = sleep ? (sleep[1] === 'infinity' ? Number.POSITIVE_INFINITY : Number(sleep[1]) * 1000) : 0;
  const words = [...command, ...args].map((word) => word.trim());
  if (exit) return { pull, runMs: sleepMs || SHORT_MS, exitCode: Number(exit[1]) % 256 };
  if (words.some((word) => /^(\/bin\/)?false$/.test(word))) return { pull, runMs: SHORT_MS, exitCode: 1 };
  if (/\bwhile\b|\btail\s+-[fF]/.test(text)) return { pull, runMs: Number.POSITIVE_INFINITY, exitCode: 0 };
  if (sleep) return { pull, runMs: sleepMs, exitCode: 0 };
  if (
    /^(\/bin\/)?(true|echo|date|printf|perl|env)\b/.test(text) ||
    /^(\/bin\/)?(ba)?sh -c (echo|date|true)\b/.test(text)
  )
    return { pull, runMs: SHORT_MS, exitCode: 0 };
  return { pull, runMs: defaultRunMs, exitCode: 0 };
}
