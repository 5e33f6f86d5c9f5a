import { type Action, type Event, isTooLargeVersion } from './machine.ts';

/**
 * Cause of a list after the first one: `requested` by the program, `expired` (410) or `version` (unknown to the server) for the version
 * to go on from, `watchlist` for a server that does not end WatchLists, `status` for another refusal, or the kind of the failure.
 */
export type RelistReason =
  | 'requested'
  | 'expired'
  | 'version'
  | 'watchlist'
  | 'status'
  | 'unreachable'
  | 'cut'
  | 'silent'
  | 'lost';

/** Receiver of the reasons; absent: nobody wants to know. */
export interface RelistObserver {
  relisting?(reason: RelistReason): void;
}

/** Tells an observer why a list begins again: the event that leads to it may be followed by a wait. */
export class RelistReasons {
  private last: RelistReason | undefined;

  /** To be called with each event of the machine and what follows from it. */
  tell(event: Event, actions: readonly Action[], observer: RelistObserver): void {
    const reason = reasonOf(event);
    this.last = reason ?? this.last;
    if (!this.last || !actions.some(({ type }) => type === 'mark')) return;
    // A refusal that leads to another list at once is one of the WatchList.
    observer.relisting?.(reason === 'status' ? 'watchlist' : this.last);
    this.last = undefined;
  }
}

function reasonOf(event: Event): RelistReason | undefined {
  if (event.type === 'relist') return 'requested';
  if (event.type === 'noWatchList') return 'watchlist';
  if (event.type === 'ended') return 'cut';
  if (event.type !== 'failed') return undefined;
  const { failure } = event;
  if (failure.kind === 'endless') return 'watchlist';
  if (failure.kind !== 'status') return failure.kind;
  if (failure.status.code === 410) return 'expired';
  return isTooLargeVersion(failure.status) ? 'version' : 'status';
}
