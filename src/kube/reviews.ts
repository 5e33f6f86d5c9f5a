import { type Clock, sleep, timeoutSignal } from '../base/clock.ts';
import { CodedError, errorCode } from '../base/errors.ts';
import type { Reviews, User } from '../model/reviews.ts';
import { readWhole, type Transport } from '../model/transport.ts';

/** As controller-runtime's metrics filter: what a review may take in all, its first wait before it is repeated, and how that grows. */
const REVIEW_MS = 10_000;
const FIRST_WAIT_MS = 500;
const WAIT_FACTOR = 1.5;
const ATTEMPTS = 5;

const TOKEN_REVIEWS = '/apis/authentication.k8s.io/v1/tokenreviews';
const ACCESS_REVIEWS = '/apis/authorization.k8s.io/v1/subjectaccessreviews';

/** Where reviews are sent, and the audiences that a token may be meant for; empty: those of the API server. */
export interface ReviewOptions {
  readonly transport: Transport;
  readonly clock: Clock;
  readonly audiences: readonly string[];
}

/**
 * Asks the API server by TokenReview and SubjectAccessReview
 * (https://kubernetes.io/docs/reference/kubernetes-api/authorization-resources/).
 */
export function openReviews({ transport, clock, audiences }: ReviewOptions): Reviews {
  const create = (path: string, kind: string, spec: object): Promise<Record<string, unknown>> =>
    review(transport, clock, path, { apiVersion: path.slice('/apis/'.length, path.lastIndexOf('/')), kind, spec });
  return {
    async authenticate(token) {
      const spec = { token, ...(audiences.length > 0 && { audiences }) };
      const status = await create(TOKEN_REVIEWS, 'TokenReview', spec);
      if (status.authenticated !== true) return undefined;
      const meant = Array.isArray(status.audiences) ? status.audiences : [];
      // An authenticator that does not know audiences does not check them.
      if (audiences.length > 0 && !audiences.some((audience) => meant.includes(audience))) return undefined;
      return userOf(status.user);
    },
    async authorize({ name, uid, groups, extra }, { path, verb }) {
      const spec = { user: name, uid, groups, extra, nonResourceAttributes: { path, verb } };
      const { allowed, denied } = await create(ACCESS_REVIEWS, 'SubjectAccessReview', spec);
      return allowed === true && denied !== true;
    },
  };
}

/** Creates a review and returns its status; repeats it while the server is overloaded or away. */
async function review(
  transport: Transport,
  clock: Clock,
  path: string,
  body: object,
): Promise<Record<string, unknown>> {
  const signal = timeoutSignal(clock, REVIEW_MS);
  for (let attempt = 1, waitMs = FIRST_WAIT_MS; ; attempt++, waitMs *= WAIT_FACTOR) {
    try {
      return await reviewOnce(transport, path, body, signal);
    } catch (error) {
      const final = attempt === ATTEMPTS || signal.aborted || errorCode(error) === 'CREDENTIALS' || isRefusal(error);
      if (final) throw error;
      await sleep(clock, waitMs, signal);
    }
  }
}

/** The server has answered, and will not answer otherwise. */
class ReviewRefused extends CodedError {}

const isRefusal = (error: unknown): boolean => error instanceof ReviewRefused;

async function reviewOnce(
  transport: Transport,
  path: string,
  body: object,
  signal: AbortSignal,
): Promise<Record<string, unknown>> {
  const response = await transport.send({ method: 'POST', path, body: JSON.stringify(body), signal });
  const text = (await readWhole(response.body)).toString('utf8');
  if (response.status === 200 || response.status === 201) return statusOf(text, path);
  const message = `POST ${path}: the API server answered ${response.status}`;
  if (response.status === 429 || response.status >= 500) throw new CodedError('API_REFUSED', message);
  throw new ReviewRefused('API_REFUSED', message);
}

function statusOf(text: string, path: string): Record<string, unknown> {
  try {
    const { status } = JSON.parse(text) as { status?: unknown };
    if (typeof status === 'object' && status !== null) return status as Record<string, unknown>;
  } catch {
    // Reported below.
  }
  throw new ReviewRefused('API_REFUSED', `POST ${path}: expected a review with a status`);
}

function userOf(value: unknown): User {
  const user = (typeof value === 'object' && value !== null ? value : {}) as Record<string, unknown>;
  const text = (of: unknown): string => (typeof of === 'string' ? of : '');
  const texts = (of: unknown): readonly string[] => (Array.isArray(of) ? of.map(String) : []);
  const extra = typeof user.extra === 'object' && user.extra !== null ? Object.entries(user.extra) : [];
  return {
    name: text(user.username),
    uid: text(user.uid),
    groups: texts(user.groups),
    extra: Object.fromEntries(extra.map(([key, values]) => [key, texts(values)])),
  };
}
