import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Action, defaultWaits, type Event, type Failure, initialState, next, type State } from './machine.ts';
import { defaultPace, Pace } from './pace.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** A server's reaction to one request: events of the machine, each with its delay in milliseconds after the previous one. */
type Answer = readonly (readonly [ms: number, event: Event])[];
/** By the request: a page, a WatchList, a watch. */
type Server = (request: Action & { type: 'request' }) => Answer;

const status = (code: number, retryAfterMs?: number): Failure => ({
  kind: 'status',
  status: { code, reason: '', message: '', retryAfterSeconds: 0 },
  retryAfterMs,
});
const failed = (failure: Failure): Event => ({ type: 'failed', resourceVersion: '', failure });
const lost: Failure = { kind: 'lost', message: '' };

interface Asked {
  readonly at: number;
  readonly relists: boolean;
  /** A page after one that brought objects. */
  readonly page: boolean;
}

/** Runs the machine and the pace as the driver does, with the shortest waits that chance allows; returns what was asked. */
function run(server: Server, watchLists: boolean, untilMs: number): Asked[] {
  const pace = new Pace(defaultPace, 0);
  const asked: Asked[] = [];
  let at = 0;
  let state: State = initialState(watchLists);
  let actions: readonly Action[] = [];
  const put = (event: Event): void => {
    ({ state, actions } = next(state, event));
  };
  put({ type: 'start' });
  while (at < untilMs) {
    let over = false;
    for (const action of actions) {
      if (action.type === 'mark') pace.listBegins();
      if (action.type === 'wait') {
        at += action.exact ? action.ms : action.ms / 2;
        put({ type: 'resume' });
        over = true;
        break;
      }
      if (action.type !== 'request') continue;
      over = true;
      const { request } = action;
      const relists = request.verb !== 'watch' && !(request.verb === 'list' && request.continue) && state.failures > 0;
      const before = at;
      at += pace.waitMs(at, relists);
      const page = request.verb === 'list' && request.continue !== '' && before === at;
      pace.asked(at);
      asked.push({ at, relists, page });
      answer(server(action), relists);
      break;
    }
    if (!over) throw new Error('nothing to do');
  }
  return asked;

  function answer(events: Answer, relists: boolean): void {
    const opened = at;
    let settled = false;
    for (const [i, [ms, event]] of events.entries()) {
      at += ms;
      if (i === 0 && relists && event.type !== 'failed') pace.relisted(at);
      if (!settled && state.request.verb === 'watch' && at - opened >= defaultWaits.settledMs) {
        settled = true;
        put({ type: 'settled' });
      }
      if (event.type === 'page' && event.continue === '') pace.listEnded();
      put(event);
      if (event.type === 'page' && event.continue !== '') pace.paged(at);
      if (actions.some((a) => a.type === 'abandon')) {
        put(failed(lost));
        return;
      }
    }
  }
}

/** The most that were asked within any time of the given length, after the beginning. */
function most(asked: readonly Asked[], lengthMs: number): number {
  const times = asked.map(({ at }) => at).filter((at) => at >= MINUTE);
  let from = 0;
  let max = 0;
  for (let i = 0; i < times.length; i++) {
    while (times[i]! - times[from]! >= lengthMs) from++;
    max = Math.max(max, i - from + 1);
  }
  return max;
}

const page = (token: string, version = '9'): Event => ({ type: 'page', resourceVersion: version, continue: token });
const bookmark = (version: string, end = false): Event => ({
  type: 'bookmark',
  resourceVersion: version,
  initialEventsEnd: end,
});
const ended: Event = { type: 'ended', resourceVersion: '' };

/** A server that lists well and does the same with each watch. */
const wellThen =
  (watch: Answer): Server =>
  ({ request }) => {
    if (request.verb === 'list') return [[10, page('')]];
    return request.verb === 'watch' ? watch : [[10, bookmark('9', true)], ...watch];
  };

const hostile: readonly (readonly [string, Server])[] = [
  ['410 for watches', wellThen([[1, failed(status(410))]])],
  ['410 as an event, after 6 s', wellThen([[6_000, failed(status(410))]])],
  ['410 as an event, after 31 s', wellThen([[31_000, failed(status(410))]])],
  ['older bookmarks', wellThen([[1, bookmark('1')]])],
  ['watches of another content type', wellThen([[1, failed(lost)]])],
  ['watches that end at once', wellThen([[0, ended]])],
  ['watches that end after 6 s', wellThen([[6_000, ended]])],
  ['events that cannot be read, one in each watch', wellThen([[5_100, failed(lost)]])],
  ['401 for watches', wellThen([[0, failed(status(401))]])],
  ['403 for watches', wellThen([[0, failed(status(403))]])],
  ['Retry-After: 0', wellThen([[0, failed(status(429, 0))]])],
  ['Retry-After without a bound', wellThen([[0, failed(status(429, 1e15))]])],
  ['410 for lists', () => [[0, failed(status(410))]]],
  ['lists that are none', () => [[0, failed(lost)]]],
  ['nobody there', () => [[0, failed({ kind: 'unreachable', message: '' })]]],
  [
    '410 for the second page',
    ({ request }) => (request.verb === 'list' && request.continue ? [[0, failed(status(410))]] : [[0, page('next')]]),
  ],
];

describe.each(hostile)('%s', (_, server) => {
  it.each([true, false])('lead to 12 requests a minute at most (WatchList: %s)', (watchLists) => {
    const asked = run(server, watchLists, HOUR);
    // One WatchList that is answered with a page, or a list with a bookmark, is not what a server can do.
    expect(most(asked, 10 * MINUTE)).toBeLessThanOrEqual(120);
    expect(most(asked, MINUTE)).toBeLessThanOrEqual(12 + defaultPace.requests);
    expect(asked.length).toBeGreaterThan(20);
  });
});

const answers: fc.Arbitrary<Answer> = fc.array(
  fc.tuple(
    fc.constantFrom(0, 1, 900, 6_000, 61_000),
    fc.oneof(
      fc.constantFrom<Event>(page(''), bookmark('1'), bookmark('99'), bookmark('50', true)),
      fc.constantFrom<Event>(ended),
      fc.constantFrom(400, 401, 403, 404, 410, 422, 429, 500, 504).map((code) => failed(status(code, 0))),
      fc
        .constantFrom('unreachable', 'cut', 'silent', 'lost', 'endless')
        .map((kind) => failed({ kind, message: '' } as Failure)),
    ),
  ),
  { minLength: 1, maxLength: 4 },
);

/** What can come of a request: bookmarks in streams only, and one end. */
function possible(answer: Answer, verb: string): Answer {
  const fits = answer.filter(([, { type }]) => (type === 'bookmark' ? verb !== 'list' : true));
  const last = fits.findIndex(([, { type }]) => type !== 'bookmark');
  const cut = last < 0 ? fits : fits.slice(0, last + 1);
  const end = cut.at(-1)?.[1].type;
  const wrong = end === undefined || end === 'bookmark' || (end === 'page') !== (verb === 'list' && end !== 'failed');
  return wrong ? [...cut.filter(([, { type }]) => type === 'bookmark'), [0, failed(lost)]] : cut;
}

it('no sequence of answers leads to more than 12 requests a minute in the long run', () => {
  fc.assert(
    fc.property(fc.array(answers, { minLength: 1, maxLength: 12 }), fc.boolean(), (sequence, watchLists) => {
      let i = 0;
      const asked = run(({ request }) => possible(sequence[i++ % sequence.length]!, request.verb), watchLists, HOUR);
      expect(most(asked, 10 * MINUTE)).toBeLessThanOrEqual(120);
      // Lists cost more than what resumes a watch.
      const relists = asked.filter((a) => a.relists);
      expect(most(relists, 10 * MINUTE)).toBeLessThanOrEqual(120);
    }),
    { numRuns: 300 },
  );
});

it('relists that are answered come twice a minute at most in the long run', () => {
  const asked = run(wellThen([[6_000, failed(status(410))]]), false, HOUR).filter((a) => a.relists);
  expect(most(asked, 10 * MINUTE)).toBeLessThanOrEqual(20 + defaultPace.relists);
});

describe('pages', () => {
  const paging = (pages: number): Server => {
    let n = 0;
    return ({ request }) => {
      if (request.verb !== 'list') return [[MINUTE, failed(status(410))]];
      n = request.continue ? n + 1 : 1;
      return [[10, page(n < pages ? `t${n}` : '')]];
    };
  };

  it('of a large list come one after the other, again and again', () => {
    const asked = run(paging(900), false, 20 * MINUTE);
    expect(asked.filter((a) => a.page).length).toBeGreaterThan(5_000);
    expect(
      most(
        asked.filter((a) => !a.page),
        10 * MINUTE,
      ),
    ).toBeLessThanOrEqual(120);
  });

  it('of a list without an end become slow', () => {
    const asked = run(paging(Number.POSITIVE_INFINITY), false, 3 * HOUR);
    const late = asked.filter(({ at }) => at > HOUR);
    expect(late.length / 120).toBeLessThanOrEqual(12);
    expect(asked.length).toBeGreaterThan(1_000);
  });
});

it('leaves requests for a relist after an outage', () => {
  const outage = 10 * MINUTE;
  let at = 0;
  const server: Server = ({ request }) => {
    if (request.verb === 'list') return [[10, page('')]];
    if (at++ === 0) return [[MINUTE, failed(status(401))]];
    return [[0, failed(status(at > 100 ? 410 : 401))]];
  };
  const asked = run(server, false, 2 * outage);
  const relist = asked.findIndex((a) => a.relists);
  expect(relist).toBeGreaterThan(50);
  expect(asked[relist]!.at - asked[relist - 1]!.at).toBeLessThanOrEqual(defaultPace.requestMs);
});
