import type { LeaseMember } from './lease-member.ts';

/** The way in which this process gets its shard. */
export interface Membership {
  /** Undefined but with --shard-lease. */
  readonly fleet: LeaseMember | undefined;
  start(): void;
  /** Before the end: waits until others show what this process does, where that is to be expected; at most for the grace. */
  leave(): Promise<void>;
  stop(): Promise<void>;
}
