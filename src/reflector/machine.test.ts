import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Action,
  type Event,
  type Failure,
  initialState,
  next,
  type State,
  spread,
  type Waits,
} from './machine.ts';

const waits: Waits = {
  firstMs: 100,
  maxMs: 1000,
  resumeMaxMs: 500,
  refusedFirstMs: 5000,
  refusedMaxMs: 60_000,
  askedMaxMs: 60_000,
  settledMs: 50,
};
const step = (state: State, event: Event) => next(state, event, waits);
const run = (events: readonly Event[], from = initialState(true)) => {
  let state = from;
  let actions: readonly Action[] = [];
  for (const event of events) ({ state, actions } = step(state, event));
  return { state, actions };
};
const status = (code: number, message = '', retryAfterMs?: number): Failure => ({
  kind: 'status',
  status: { code, reason: '', message, retryAfterSeconds: 0 },
  retryAfterMs,
});
const failed = (failure: Failure, resourceVersion = ''): Event => ({ type: 'failed', resourceVersion, failure });
const start: Event = { type: 'start' };
const initialEnd: Event = { type: 'bookmark', resourceVersion: '10', initialEventsEnd: true };
const mark: Action = { type: 'mark' };
const watchList: Action = { type: 'request', request: { verb: 'watchList' } };
const list: Action = { type: 'request', request: { verb: 'list', continue: '' } };
const watch = (resourceVersion: string): Action => ({ type: 'request', request: { verb: 'watch', resourceVersion } });

describe('the way up', () => {
  it('begins with a WatchList and goes on as its live watch', () => {
    expect(run([start]).actions).toEqual([mark, watchList]);
    const { state, actions } = run([start, initialEnd]);
    expect(actions).toEqual([{ type: 'sweep' }]);
    expect(state).toMatchObject({ health: 'synced', everSynced: true, resourceVersion: '10' });
    expect(run([start, initialEnd, { type: 'ended', resourceVersion: '12' }]).actions).toEqual([watch('12')]);
  });

  it.each([400, 405, 406, 415, 422])('lists by pages where WatchList is refused with %d, and remembers', (code) => {
    const refused = run([start, failed(status(code))]);
    expect(refused.actions).toEqual([mark, list]);
    const paged = run([{ type: 'page', resourceVersion: '7', continue: 'c' }], refused.state);
    expect(paged.actions).toEqual([{ type: 'request', request: { verb: 'list', continue: 'c' } }]);
    const done = run([{ type: 'page', resourceVersion: '7', continue: '' }], paged.state);
    expect(done.actions).toEqual([{ type: 'sweep' }, watch('7')]);
    // After the version is lost, it does not ask for a WatchList again.
    expect(run([failed(status(410))], done.state).actions).toEqual([mark, list]);
  });

  it('takes a bookmark within the initial events for what it is', () => {
    const { state, actions } = run([start, { type: 'bookmark', resourceVersion: '5', initialEventsEnd: false }]);
    expect(actions).toEqual([]);
    expect(state.everSynced).toBe(false);
  });
});

it('lists by pages where another watch of the resource found WatchLists to be endless', () => {
  const { state, actions } = run([start, { type: 'noWatchList' }]);
  expect([state.watchList, actions]).toEqual([false, [mark, list]]);
});

describe('a lost version', () => {
  const synced = run([start, initialEnd]).state;

  it('relists at once, then with growing waits', () => {
    const first = run([failed(status(410), '10')], synced);
    expect(first.actions).toEqual([mark, watchList]);
    const second = run([failed(status(410))], first.state);
    expect(second.actions).toEqual([{ type: 'wait', ms: 200, exact: false }]);
    expect(run([{ type: 'resume' }], second.state).actions).toEqual([mark, watchList]);
  });

  it('relists at once at the end of an outage too', () => {
    const failure = failed(status(500), '10');
    const { state } = run([failure, { type: 'resume' }, failure, { type: 'resume' }], synced);
    expect(run([failed(status(410), '10')], state).actions).toEqual([mark, watchList]);
  });

  it('restarts a list whose page is gone, from its first page', () => {
    const paging = run([{ type: 'page', resourceVersion: '7', continue: 'c' }], initialState(false)).state;
    expect(run([failed(status(410))], paging).actions).toEqual([mark, list]);
  });

  it('is also a version that the server has not reached', () => {
    expect(run([failed(status(504, 'Too large resource version: 9, current: 3'), '9')], synced).actions).toEqual([
      mark,
      watchList,
    ]);
    expect(run([failed(status(504, 'gateway'), '9')], synced).actions[0]).toMatchObject({ type: 'wait' });
  });

  it('shows in a bookmark that is older than what was seen', () => {
    const back: Event = { type: 'bookmark', resourceVersion: '9', initialEventsEnd: false };
    const { state, actions } = run([back], synced);
    expect(actions).toEqual([{ type: 'abandon', message: 'the server returned an older resource version' }]);
    expect(run([failed({ kind: 'lost', message: '' }, '9')], state).actions).toEqual([mark, watchList]);
    expect(run([{ ...back, resourceVersion: '11' }], synced).state.resourceVersion).toBe('11');
  });

  it('is no success of a sync: what follows it waits ever longer until a watch settles', () => {
    let state = synced;
    const waited: number[] = [];
    for (let i = 0; i < 6; i++) {
      let outcome = step(state, failed(status(410)));
      if (outcome.actions[0]!.type === 'wait') {
        waited.push((outcome.actions[0] as Action & { type: 'wait' }).ms);
        outcome = step(outcome.state, { type: 'resume' });
      }
      expect(outcome.actions).toEqual([mark, watchList]);
      expect(outcome.state.health).toBe('failing');
      state = step(outcome.state, initialEnd).state;
      // After one failure a sync is back in step; after more of them only a watch that lasts is.
      expect(state.health).toBe(i === 0 ? 'synced' : 'failing');
    }
    expect(waited).toEqual([200, 400, 800, 1000, 1000]);
    const settled = step(state, { type: 'settled' }).state;
    expect(settled).toMatchObject({ health: 'synced', failures: 0 });
    expect(step(settled, failed(status(410))).actions).toEqual([mark, watchList]);
  });
});

describe('a server that closes watches at once', () => {
  const synced = run([start, initialEnd]).state;
  const waitOf = ({ actions }: { readonly actions: readonly Action[] }): unknown => actions.at(-1);
  const often = (event: Event): State => {
    let { state } = run([event], synced);
    for (let i = 0; i < 10; i++) ({ state } = run([event, { type: 'resume' }], state));
    return state;
  };

  it.each<readonly [string, Event]>([
    ['ends', { type: 'ended', resourceVersion: '10' }],
    ['cuts', failed({ kind: 'cut', message: '' }, '10')],
  ])('is asked less and less where it %s what brings nothing', (_, event) => {
    const state = often(event);
    expect(waitOf(step(state, event))).toEqual({ type: 'wait', ms: waits.maxMs, exact: false });
    // An outage is another matter: it ends.
    const away = step(state, failed({ kind: 'unreachable', message: '' }));
    expect(waitOf(away)).toEqual({ type: 'wait', ms: waits.resumeMaxMs, exact: false });
  });

  it('is asked as before where its watches bring something', () => {
    const state = often({ type: 'ended', resourceVersion: '11' });
    const ended = step(state, { type: 'ended', resourceVersion: '12' });
    expect(waitOf(ended)).toEqual({ type: 'wait', ms: waits.resumeMaxMs, exact: false });
  });
});

describe('failures', () => {
  const synced = run([start, initialEnd]).state;

  it.each(['unreachable', 'cut', 'silent'] as const)('goes on from the last version after %s', (kind) => {
    const first = run([failed({ kind, message: '' }, '15')], synced);
    expect(first.actions).toEqual([{ type: 'wait', ms: 100, exact: false }]);
    expect(first.state.health).toBe('failing');
    expect(run([{ type: 'resume' }], first.state).actions).toEqual([watch('15')]);
  });

  it('restarts a WatchList that broke before its end, whatever it has seen', () => {
    const { state } = run([start, failed({ kind: 'cut', message: '' }, '15')]);
    expect(run([{ type: 'resume' }], state).actions).toEqual([mark, watchList]);
  });

  it('asks for a page that failed again', () => {
    const paging = run([{ type: 'page', resourceVersion: '7', continue: 'c' }], initialState(false)).state;
    const { state } = run([failed(status(500))], paging);
    expect(run([{ type: 'resume' }], state).actions).toEqual([
      { type: 'request', request: { verb: 'list', continue: 'c' } },
    ]);
  });

  const waitsOf = (from: State, kinds: readonly Event[]): number[] => {
    let state = from;
    return kinds.map((event) => {
      const outcome = step(state, event);
      state = step(outcome.state, { type: 'resume' }).state;
      return (outcome.actions[0] as Action & { type: 'wait' }).ms;
    });
  };
  const times = (n: number, event: Event): Event[] => Array.from({ length: n }, () => event);

  it('waits longer with each failure, up to a bound, until a watch settles', () => {
    expect(waitsOf(initialState(true), times(6, failed(status(500))))).toEqual([100, 200, 400, 800, 1000, 1000]);
    let { state } = run([start, failed(status(500)), { type: 'resume' }, failed(status(500)), { type: 'resume' }]);
    state = step(state, initialEnd).state;
    expect(waitsOf(state, [failed(status(500), '10')])).toEqual([400]);
    expect(waitsOf(step(state, { type: 'settled' }).state, [failed(status(500), '10')])).toEqual([100]);
  });

  it('resumes a watch sooner than it relists', () => {
    expect(waitsOf(synced, times(5, failed(status(500), '10')))).toEqual([100, 200, 400, 500, 500]);
    expect(waitsOf(synced, times(5, failed(status(403), '10')))).toEqual([100, 200, 400, 500, 500]);
    const lost = run([failed(status(410))], synced).state;
    expect(waitsOf(lost, times(4, failed(status(410))))).toEqual([200, 400, 800, 1000]);
    // What is refused, or where nobody answers, costs the server little.
    expect(waitsOf(lost, times(4, failed(status(401))))).toEqual([200, 400, 500, 500]);
    expect(waitsOf(lost, times(4, failed({ kind: 'unreachable', message: '' })))).toEqual([200, 400, 500, 500]);
  });

  it.each([
    [7000, 7000],
    [2_200_000_000, 60_000],
    [Number.POSITIVE_INFINITY, 60_000],
    [Number.NaN, 100],
    [-5000, 100],
    [0, 100],
  ])('waits when the server asks for %d ms, a minute at most', (asked, ms) => {
    expect(run([start, failed(status(429, '', asked))]).actions).toEqual([{ type: 'wait', ms, exact: ms !== 100 }]);
    const inBody: Failure = {
      kind: 'status',
      status: { code: 429, reason: '', message: '', retryAfterSeconds: asked / 1000 },
      retryAfterMs: undefined,
    };
    expect(run([start, failed(inBody)]).actions).toEqual([{ type: 'wait', ms, exact: ms !== 100 }]);
  });

  it('does not take 429 for a refusal of WatchList', () => {
    expect(run([start, failed(status(429))]).state.watchList).toBe(true);
  });

  it.each([403, 404])('asks slowly for what is refused with %d from the beginning', (code) => {
    const { state, actions } = run([start, failed(status(code))]);
    expect(state.health).toBe('refused');
    expect(actions).toEqual([{ type: 'wait', ms: 5000, exact: false }]);
    expect(run([{ type: 'resume' }], state).actions).toEqual([mark, watchList]);
    expect(waitsOf(state, times(5, failed(status(code)))).at(-1)).toBe(60_000);
  });

  it.each([401, 403, 404])('goes on from the last version after %d', (code) => {
    const { state } = run([failed(status(code), '15')], synced);
    expect(state.health).toBe(code === 401 ? 'failing' : 'refused');
    expect(run([{ type: 'resume' }], state).actions).toEqual([watch('15')]);
  });

  it('takes 401 for a failure like others, not for a refusal', () => {
    expect(run([start, failed(status(401))]).state.health).toBe('failing');
  });

  it('is in step again once a watch that was taken up brings something, or lasts', () => {
    const { state } = run([failed({ kind: 'cut', message: '' }, '15'), { type: 'resume' }], synced);
    expect(state.health).toBe('failing');
    expect(run([{ type: 'moved' }], state).state.health).toBe('synced');
    expect(run([{ type: 'settled' }], state).state.health).toBe('synced');
    const again = run([failed({ kind: 'cut', message: '' }, '15'), { type: 'resume' }, { type: 'moved' }], state).state;
    expect(again.health).toBe('failing');
    expect(run([{ type: 'settled' }], again).state.health).toBe('synced');
  });

  it('is in doubt after an event that could not be read', () => {
    expect(run([{ type: 'doubted', message: 'bad' }], synced).state.health).toBe('failing');
  });

  it('lists by pages where a WatchList has no end, at once, and remembers', () => {
    const { state, actions } = run([start, failed({ kind: 'endless', message: '' })]);
    expect(actions).toEqual([mark, list]);
    expect(state.watchList).toBe(false);
  });

  it.each(['cut', 'silent', 'lost'] as const)('lists by pages where a WatchList is %s three times', (kind) => {
    let state = run([start]).state;
    const asked = [1, 2, 3].map(() => {
      let outcome = step(state, failed({ kind, message: '' }));
      if (outcome.actions.at(-1)?.type === 'wait') outcome = step(outcome.state, { type: 'resume' });
      state = outcome.state;
      return outcome.actions;
    });
    expect(asked).toEqual([
      [mark, watchList],
      [mark, watchList],
      [mark, list],
    ]);
  });

  it('relists after an event that could not be decoded', () => {
    expect(run([failed({ kind: 'lost', message: '' }, '15')], synced).actions).toEqual([mark, watchList]);
  });

  it('does not storm a server that ends every watch at once', () => {
    const once = run([{ type: 'ended', resourceVersion: '11' }], synced);
    expect(once.actions).toEqual([watch('11')]);
    expect(run([{ type: 'ended', resourceVersion: '11' }], once.state).actions).toEqual([
      { type: 'wait', ms: 200, exact: false },
    ]);
  });

  it('takes the end of a WatchList before its last initial event for a failure', () => {
    expect(run([start, { type: 'ended', resourceVersion: '' }]).actions[0]).toMatchObject({ type: 'wait' });
  });
});

it('spreads waits, those that the server asks for never below what it says nor beyond a minute', () => {
  const of = (ms: number, exact: boolean) => [0, 1].map((chance) => spread({ type: 'wait', ms, exact }, waits, chance));
  expect(of(1000, false)).toEqual([750, 1000]);
  expect(of(1000, true)).toEqual([1000, 1100]);
  expect(of(60_000, true)).toEqual([60_000, 60_000]);
});

it('always has something to do or something that goes on', () => {
  const failures = fc.oneof(
    fc.constantFrom(400, 401, 403, 404, 410, 422, 429, 500, 503, 504).map((code) => status(code)),
    fc
      .constantFrom('unreachable', 'cut', 'silent', 'lost', 'endless')
      .map((kind) => ({ kind, message: '' }) as Failure),
  );
  const events: fc.Arbitrary<Event> = fc.oneof(
    fc.constant<Event>({ type: 'settled' }),
    fc.record({
      type: fc.constant('page' as const),
      resourceVersion: fc.constant('5'),
      continue: fc.constantFrom('', 'c'),
    }),
    fc.record({
      type: fc.constant('bookmark' as const),
      resourceVersion: fc.constantFrom('1', '9'),
      initialEventsEnd: fc.boolean(),
    }),
    fc.record({ type: fc.constant('ended' as const), resourceVersion: fc.constantFrom('', '8') }),
    failures.map((failure) => failed(failure)),
  );
  fc.assert(
    fc.property(fc.array(events), fc.boolean(), (list, watchLists) => {
      let { state, actions } = step(initialState(watchLists), start);
      for (const event of list) {
        const ends = event.type === 'ended' || event.type === 'failed' || event.type === 'page';
        ({ state, actions } = step(state, event));
        const last = actions.at(-1)?.type;
        if (ends) expect(last === 'wait' || last === 'request').toBe(true);
        if (last === 'wait') ({ state, actions } = step(state, { type: 'resume' }));
        // Rows go only after all that is there has been seen.
        if (actions.some((a) => a.type === 'sweep')) expect(state.everSynced).toBe(true);
      }
    }),
  );
});
