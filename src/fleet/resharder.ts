import { type Clock, sleep } from '../base/clock.ts';
import type { Ownership } from '../model/ownership.ts';
import type { ShardAssignment } from '../sharding/shard-assignment.ts';
import { contains, type Share } from '../sharding/share.ts';

/** A pipeline, as far as resharding uses it. */
export interface Reshardable {
  /** Relists everything; resolves when that is done or there is nothing to wait for. */
  relist(): Promise<void>;
  /** Asks for what is held now, of which nothing is new. */
  reopen(): void;
  flush(): Promise<void>;
  publish(): void;
  retain(ownership: Ownership | undefined): Promise<void>;
}

export interface ResharderOptions {
  readonly shares: ShardAssignment;
  readonly targets: () => readonly Reshardable[];
  readonly clock: Clock;
  /** A resource that cannot be read is not waited for longer than this. */
  readonly timeoutMs: number;
  /** Told when scrapes see another share. */
  readonly onShown: (share: Share) => void;
}

/**
 * Moves the process from one share to another without a gap: it serves the old share until all of the new one has been read,
 * then both at once, and drops the objects of other shards when their new owners are ready and a grace has passed
 * (docs/decisions/0007-resharding.md). A later move replaces one that is in progress.
 */
export class Resharder {
  private readonly options: ResharderOptions;
  private turn = 0;
  private ending = new AbortController();

  constructor(options: ResharderOptions) {
    this.options = options;
  }

  /**
   * Resolves when the new share is shown and nothing else is; false where another move took over or `stop` was called. What
   * moved to other shards is dropped `graceMs` after `released`.
   */
  async move(to: Share, graceMs: number, released: Promise<void> = Promise.resolve()): Promise<boolean> {
    // A reload may add and replace targets meanwhile: each step takes those of its moment.
    const { shares, targets, onShown, clock } = this.options;
    const current = this.begin();
    const known = shares.current.some((share) => contains(share, to));
    shares.hold(to);
    // Objects from a move that did not complete.
    await this.retain();
    if (!current() || (!known && !(await this.read(current)))) return false;
    shares.show(to);
    for (const target of targets()) target.publish();
    onShown(to);
    const { signal } = this.ending;
    await Promise.race([released, aborted(signal)]);
    await sleep(clock, graceMs, signal);
    if (!current()) return false;
    const asked = shares.selector;
    shares.keepOnly(to);
    await this.retain();
    if (shares.selector !== asked) for (const target of targets()) target.reopen();
    return current();
  }

  /** For a process that shows nothing: gives up what it has first. Resolves as `move` does. */
  async replace(to: Share): Promise<boolean> {
    const current = this.begin();
    this.options.shares.keepOnly(to);
    for (const target of this.options.targets()) target.publish();
    await this.retain();
    return current() && this.read(current);
  }

  stop(): void {
    this.turn++;
    this.ending.abort();
  }

  /** Ends what is under way; returns whether the turn that begins is still the last one. */
  private begin(): () => boolean {
    const turn = ++this.turn;
    this.ending.abort();
    this.ending = new AbortController();
    return () => turn === this.turn;
  }

  /** Reads all that is held; false where the turn ended meanwhile. */
  private async read(current: () => boolean): Promise<boolean> {
    const { clock, timeoutMs } = this.options;
    const targets = this.options.targets();
    const waiting = new AbortController();
    const { signal } = this.ending;
    signal.addEventListener('abort', () => waiting.abort(), { once: true });
    await Promise.race([Promise.all(targets.map((t) => t.relist())), sleep(clock, timeoutMs, waiting.signal)]);
    waiting.abort();
    if (!current()) return false;
    await Promise.all(targets.map((t) => t.flush()));
    return current();
  }

  /** Drops what is not held. */
  private async retain(): Promise<void> {
    const { shares, targets } = this.options;
    for (const target of targets()) await target.retain(shares.ownership);
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
