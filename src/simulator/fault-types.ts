import { type Clock, sleep } from '../base/clock.ts';
import { type Fields, optional, text, type Values, wholeNumber } from './checks.ts';
import type { Reply } from './reply.ts';
import { reasonOf, StatusError } from './status.ts';

/** Purposes of requests: `page` is the second or a later page of a list. */
export const verbs = ['list', 'page', 'watch', 'watchList', 'other'] as const;
export type Verb = (typeof verbs)[number];

/** A request that a fault strikes. */
export interface Struck {
  readonly reply: Reply;
  readonly clock: Clock;
}

/** A type of fault: what a rule of it holds, what it does to requests, and what the manual says of it. */
interface FaultType<F extends Fields> {
  readonly fields: F;
  /** The verbs that it can strike; absent: all. */
  readonly verbs?: readonly Verb[];
  /** A rule that the exporter survives. */
  readonly example: Values<F>;
  readonly effect: string;
  /** Throws StatusError where the request is answered with it. */
  readonly strike: (values: Values<F>, struck: Struck) => void | Promise<void>;
}

function type<F extends Fields>(row: FaultType<F>): FaultType<F> {
  return row;
}

const statusCode = wholeNumber(400, 599);

/** Every type of fault, in the order in which they strike a request. */
export const faultTypes = {
  delay: type({
    fields: { ms: wholeNumber(0) },
    example: { ms: 500 },
    effect: 'answers late',
    strike: ({ ms }, { clock }) => sleep(clock, ms, new AbortController().signal),
  }),
  status: type({
    fields: { code: statusCode, message: optional(text), retryAfterSeconds: optional(wholeNumber(0)) },
    example: { code: 429, retryAfterSeconds: 1 },
    effect: 'answers this Status',
    strike: ({ code, message = 'a fault of the simulator', retryAfterSeconds }) => {
      const details = retryAfterSeconds === undefined ? undefined : { retryAfterSeconds };
      throw new StatusError(code, reasonOf(code), message, details);
    },
  }),
  cut: type({
    fields: { afterBytes: wholeNumber(0) },
    example: { afterBytes: 50_000 },
    effect: 'cuts the connection within the body',
    strike: ({ afterBytes }, { reply }) => {
      reply.cutAfter = afterBytes;
    },
  }),
  refuseWatchList: type({
    fields: { code: statusCode },
    verbs: ['watchList'],
    example: { code: 422 },
    effect: 'refuses `sendInitialEvents`, as servers without WatchList do',
    strike: ({ code }) => {
      throw new StatusError(code, code === 422 ? 'Invalid' : 'BadRequest', 'sendInitialEvents is forbidden');
    },
  }),
  endlessWatchList: type({
    fields: {},
    verbs: ['watchList'],
    example: {},
    effect: 'sends all objects and never the bookmark that ends the initial events; changes and other bookmarks follow',
    strike: (_, { reply }) => {
      reply.endless = true;
    },
  }),
};

type FaultTypes = typeof faultTypes;
export type FaultName = keyof FaultTypes;
/** A fault: its type, and the values of its fields. */
export type Fault = { [T in FaultName]: { readonly type: T } & FaultTypes[T]['example'] }[FaultName];
