import type { Ownership } from '../model/ownership.ts';
import { compileShares, type Share, selectorOf } from './share.ts';

/** The shares that a process reads, and those that it serves. */
export class ShardAssignment {
  private shown: readonly Share[];
  /** Shares that are served, if not all that are read. */
  private staging: Ownership | undefined;
  /** Shares that are read; undefined: everything. */
  ownership: Ownership | undefined;
  /** The same as a shard selector for the API server; empty where it cannot be asked for it. */
  selector = '';

  private readonly asksServer: boolean;

  /** `asksServer`: whether the API server is asked to select, where the algorithm permits it. */
  constructor(first: Share, asksServer = true) {
    this.asksServer = asksServer;
    this.shown = [first];
    this.read(this.shown);
  }

  /** The shares that scrapes see, the latest first. */
  get current(): readonly Share[] {
    return this.shown;
  }

  /** Reads this share as well. */
  hold(also: Share): void {
    this.staging = compileShares(this.shown);
    this.read([also, ...this.shown]);
  }

  /** Shows the share that is held, besides those before it. */
  show(share: Share): void {
    this.shown = [share, ...this.shown];
    this.staging = undefined;
    this.read(this.shown);
  }

  /** Reads and shows this share and no other. */
  keepOnly(share: Share): void {
    this.shown = [share];
    this.staging = undefined;
    this.read(this.shown);
  }

  /** Whether an object that is read is not to be seen yet. */
  stages(uid: string): boolean {
    return this.staging !== undefined && !this.staging.owns(uid);
  }

  private read(shares: readonly Share[]): void {
    this.ownership = compileShares(shares);
    if (this.asksServer) this.selector = selectorOf(shares);
  }
}
