import type { Clock } from '../base/clock.ts';
import type { Passwords } from '../base/passwords.ts';
import { BasicAuth } from './basic-auth.ts';
import type { Handler } from './listen.ts';
import { plainText } from './pages.ts';
import { TokenBucket } from './token-bucket.ts';

/** Rules of a web configuration for requests, those for probes included. */
export interface WebRules {
  readonly headers: ReadonlyMap<string, string>;
  readonly users: ReadonlyMap<string, string>;
  readonly rateLimit: { readonly burst: number; readonly intervalMs: number } | undefined;
}

/** Applies a web configuration to the requests of a port, in the order of the exporter toolkit: rate limit, headers, user. */
export class WebPolicy {
  private rules: WebRules;
  private readonly auth: BasicAuth;
  private readonly clock: Clock;
  private bucket: TokenBucket | undefined;

  constructor(rules: WebRules, passwords: Passwords, clock: Clock) {
    this.rules = rules;
    this.clock = clock;
    this.auth = new BasicAuth(passwords, clock);
    this.bucket = this.openBucket();
  }

  /** Applies other rules from now on. */
  renew(rules: WebRules): void {
    const same = JSON.stringify(rules.rateLimit) === JSON.stringify(this.rules.rateLimit);
    this.rules = rules;
    if (!same) this.bucket = this.openBucket();
  }

  /** Puts the rules before a handler. */
  protect(handler: Handler): Handler {
    return async (request, response, url) => {
      if (this.bucket?.take() === false) return plainText(response, 429, 'Too Many Requests\n');
      for (const [name, value] of this.rules.headers) response.setHeader(name, value);
      const { users } = this.rules;
      if (users.size > 0) {
        const passes = await this.auth.check(request.headers.authorization, users);
        if (passes === 'busy') {
          response.setHeader('Retry-After', '1');
          return plainText(response, 503, 'too many passwords are being checked\n');
        }
        if (!passes) {
          response.setHeader('WWW-Authenticate', 'Basic');
          return plainText(response, 401, 'Unauthorized\n');
        }
      }
      await handler(request, response, url);
    };
  }

  private openBucket(): TokenBucket | undefined {
    const { rateLimit } = this.rules;
    return rateLimit && new TokenBucket(this.clock, rateLimit.burst, rateLimit.intervalMs);
  }
}
