import { describe, expect, it } from 'vitest';
import { type Event, initialState, next, type State } from './machine.ts';
import { RelistReasons } from './relist-reasons.ts';

/** The reasons that are told while events come one after the other. */
function reasonsOf(events: readonly Event[]): string[] {
  const told: string[] = [];
  const reasons = new RelistReasons();
  let state: State = initialState(true);
  for (const event of events) {
    const outcome = next(state, event);
    state = outcome.state;
    reasons.tell(event, outcome.actions, { relisting: (reason) => told.push(reason) });
  }
  return told;
}

const synced: readonly Event[] = [
  { type: 'start' },
  { type: 'bookmark', resourceVersion: '5', initialEventsEnd: true },
  { type: 'settled' },
];
const status = (code: number, message = ''): Event => ({
  type: 'failed',
  resourceVersion: '5',
  failure: {
    kind: 'status',
    status: { code, reason: '', message, retryAfterSeconds: 0 },
    retryAfterMs: undefined,
  },
});
const failure = (kind: 'unreachable' | 'cut' | 'silent' | 'lost' | 'endless'): Event => ({
  type: 'failed',
  resourceVersion: '5',
  failure: { kind, message: '' },
});

describe('reasons of relists', () => {
  it('are none for the first list, and for watches that are taken up again', () => {
    expect(reasonsOf(synced)).toEqual([]);
    const again: Event[] = [failure('cut'), { type: 'resume' }, { type: 'ended', resourceVersion: '6' }];
    expect(reasonsOf([...synced, ...again])).toEqual([]);
  });

  it.each([
    [{ type: 'relist' } as Event, 'requested'],
    [{ type: 'noWatchList' } as Event, 'watchlist'],
    [status(410), 'expired'],
    [status(504, 'Too large resource version: 9'), 'version'],
    [failure('lost'), 'lost'],
  ])('say what led to it: %j', (event, reason) => {
    expect(reasonsOf([...synced, event])).toEqual([reason]);
  });

  it.each([
    [failure('cut'), 'cut'],
    [failure('silent'), 'silent'],
    [failure('unreachable'), 'unreachable'],
    [status(500), 'status'],
  ])('outlast the wait before it: %j', (event, reason) => {
    expect(reasonsOf([{ type: 'start' }, event, { type: 'resume' }])).toEqual([reason]);
  });

  it('are told for a WatchList without an end, and for one that is refused', () => {
    expect(reasonsOf([{ type: 'start' }, failure('endless')])).toEqual(['watchlist']);
    expect(reasonsOf([{ type: 'start' }, status(422)])).toEqual(['watchlist']);
  });
});
