import type { LeaseMember } from './lease-member.ts';

/** The way in which this process gets its shard. */
export interface Membership {
  /** Undefined but with --shard-lease. */
  readonly fleet: LeaseMember | undefined;
  start(): void;
  /** Resolves, if ever, with the reason why there is no shard for this process and never will be. */
  readonly failed: Promise<Error>;
  /** Before the end: waits until others show what this process does, where that is to be expected; at most for the grace. */
  leave(): Promise<void>;
  stop(): Promise<void>;
}
