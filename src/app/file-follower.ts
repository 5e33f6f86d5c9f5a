import { type Clock, sleep } from '../base/clock.ts';
import type { Files } from '../base/files.ts';

/**
 * How often files are looked at. A look is one stat per file: unlike a watch of the folder it sees a folder that appears later, the
 * swapped link of a mounted ConfigMap and a replaced mount, and it cannot get lost.
 */
const LOOK_MS = 1_000;

export interface FileFollowerOptions {
  readonly clock: Clock;
  readonly files: Files;
  /** The files to follow, whether they exist or not. */
  readonly filenames: () => readonly string[];
  /** Called at the start, and when a file has changed and is not being written any more. Awaited before the next look. */
  readonly onChange: () => Promise<void>;
}

/** Calls back when files change. */
export class FileFollower {
  private readonly options: FileFollowerOptions;
  private readonly ending = new AbortController();
  private following: Promise<void> = Promise.resolve();

  constructor(options: FileFollowerOptions) {
    this.options = options;
  }

  start(): void {
    this.following = this.follow();
  }

  async stop(): Promise<void> {
    this.ending.abort();
    await this.following;
  }

  private async follow(): Promise<void> {
    const { signal } = this.ending;
    // Unknown at first, so that no change since the first load is missed.
    let known: string | undefined;
    let seen: string | undefined;
    while (!signal.aborted) {
      await sleep(this.options.clock, LOOK_MS, signal);
      const now = await this.versions();
      // A file that is still being written is left alone: the same version twice means that it rests.
      const rests = now === seen;
      seen = now;
      if (signal.aborted || !rests || now === known) continue;
      known = now;
      await this.options.onChange();
    }
  }

  private async versions(): Promise<string> {
    const { files, filenames } = this.options;
    const facts = await Promise.all(filenames().map((filename) => files.stat(filename)));
    return facts.map((each) => each?.version ?? 'missing').join(' ');
  }
}
