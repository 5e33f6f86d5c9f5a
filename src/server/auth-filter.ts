import { createHash } from 'node:crypto';
import type { Clock } from '../base/clock.ts';
import { errorCode, errorText } from '../base/errors.ts';
import { ExpiringCache } from '../base/expiring-cache.ts';
import type { Reviews, User } from '../model/reviews.ts';
import type { Handler } from './listen.ts';
import { plainText } from './pages.ts';

/** As controller-runtime's metrics filter keeps the answers of the API server. */
const TOKEN_MS = 60_000;
const ALLOWED_MS = 300_000;
const DENIED_MS = 30_000;
/** Answers that are kept at most: each takes some hundred bytes. */
const CAPACITY = 4_096;
/** Probes come without a token. */
const OPEN_PATHS = new Set(['/healthz', '/livez', '/readyz']);

export interface AuthFilterOptions {
  readonly reviews: Reviews;
  readonly clock: Clock;
  /** Told of faults of the API server. */
  readonly onFault: (text: string) => void;
}

/**
 * Lets requests pass that the API server authenticates by their bearer token and authorizes for the non-resource path and the method
 * in lower case. Paths are decided on as the router sees them. Both ports share one filter.
 */
export class AuthFilter {
  private readonly options: AuthFilterOptions;
  private readonly tokens: ExpiringCache<User | undefined>;
  private readonly decisions: ExpiringCache<boolean>;

  constructor(options: AuthFilterOptions) {
    this.options = options;
    const { clock } = options;
    this.tokens = new ExpiringCache(clock, CAPACITY);
    this.decisions = new ExpiringCache(clock, CAPACITY);
  }

  /** Puts the filter before a handler. */
  protect(handler: Handler): Handler {
    return async (request, response, url) => {
      if (!OPEN_PATHS.has(url.pathname)) {
        const refusal = await this.check(request.headers.authorization, url.pathname, request.method ?? 'GET');
        if (refusal) {
          if (refusal.status === 401) response.setHeader('WWW-Authenticate', 'Bearer');
          plainText(response, refusal.status, `${refusal.text}\n`);
          return;
        }
      }
      await handler(request, response, url);
    };
  }

  /** Undefined: the request may pass. */
  private async check(
    authorization: string | undefined,
    path: string,
    method: string,
  ): Promise<{ readonly status: number; readonly text: string } | undefined> {
    const token = bearerToken(authorization);
    if (token === undefined) return { status: 401, text: 'Unauthorized' };
    try {
      const user = await this.authenticate(token);
      if (!user) return { status: 401, text: 'Unauthorized' };
      const allowed = await this.authorize(user, path, method.toLowerCase());
      return allowed ? undefined : { status: 403, text: `Authorization denied for user ${user.name}` };
    } catch (error) {
      this.options.onFault(errorText(error));
      if (errorCode(error) === 'CREDENTIALS') return { status: 503, text: 'auth filter unavailable' };
      return { status: 500, text: 'Authentication failed' };
    }
  }

  private authenticate(token: string): Promise<User | undefined> {
    const { reviews, clock } = this.options;
    const lookUp = (): Promise<User | undefined> => reviews.authenticate(token);
    return this.tokens.get(hash(token), lookUp, () => Math.min(TOKEN_MS, expiryOf(token) - clock.unixMs()));
  }

  private authorize(user: User, path: string, verb: string): Promise<boolean> {
    const key = hash(JSON.stringify([user.name, user.uid, user.groups, user.extra, path, verb]));
    const lookUp = (): Promise<boolean> => this.options.reviews.authorize(user, { path, verb });
    return this.decisions.get(key, lookUp, (allowed) => (allowed ? ALLOWED_MS : DENIED_MS));
  }
}

/** Tokens themselves are not kept. They are random, so nobody finds one by its hash. */
function hash(text: string): string {
  return createHash('sha256').update(text).digest('base64');
}

/** Returns the token of an Authorization header; undefined if it has none. */
export function bearerToken(authorization: string | undefined): string | undefined {
  const match = /^\s*bearer (\S+)(\s.*)?$/is.exec(authorization ?? '');
  return match?.[1];
}

/** Reads when a JSON Web Token expires, in milliseconds since 1970; Infinity for other tokens. Only shortens what is kept. */
function expiryOf(token: string): number {
  try {
    const { exp } = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8')) as {
      exp?: unknown;
    };
    return typeof exp === 'number' ? exp * 1_000 : Number.POSITIVE_INFINITY;
  } catch {
    // An opaque token.
    return Number.POSITIVE_INFINITY;
  }
}
