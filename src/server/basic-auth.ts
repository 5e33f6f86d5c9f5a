import { createHash } from 'node:crypto';
import type { Clock } from '../base/clock.ts';
import { ExpiringCache } from '../base/expiring-cache.ts';
import type { Passwords } from '../base/passwords.ts';

/** Compared with for users that do not exist, so that the time of an answer does not tell who does; cost 10, as most hashes. */
const NOBODY = '$2y$10$7NmdG8gD6JyUOOyR0JAp3eq/5b8vFgHRBLCUYufE1xrTYaZMyzoha';
/** As the exporter toolkit: results that are kept at most. */
const CAPACITY = 100;
/** Comparisons that wait at most: each takes a tenth of a second, one after the other. */
const MAX_WAITING = 32;
const KEEP_MS = 3_600_000;

/** Checks user and password against bcrypt hashes. Results are kept by a hash of both; comparisons are made one at a time. */
export class BasicAuth {
  private readonly passwords: Passwords;
  private readonly results: ExpiringCache<boolean>;
  private waiting = 0;
  private queue: Promise<unknown> = Promise.resolve();

  constructor(passwords: Passwords, clock: Clock) {
    this.passwords = passwords;
    this.results = new ExpiringCache(clock, CAPACITY);
  }

  /** Whether an Authorization header names one of the users with that user's password; `busy`: too many are being checked. */
  async check(authorization: string | undefined, users: ReadonlyMap<string, string>): Promise<boolean | 'busy'> {
    const given = readBasic(authorization);
    if (!given) return false;
    const hash = users.get(given.user);
    const key = createHash('sha256')
      .update(JSON.stringify([given.user, hash, given.password]))
      .digest('base64');
    if (this.waiting >= MAX_WAITING && !this.results.has(key)) return 'busy';
    const matches = await this.results.get(
      key,
      () => this.compare(given.password, hash ?? NOBODY),
      () => KEEP_MS,
    );
    return matches && hash !== undefined;
  }

  private async compare(password: string, hash: string): Promise<boolean> {
    this.waiting++;
    const turn = this.queue;
    const compared = turn.then(() => this.passwords.matches(password, hash));
    this.queue = compared.catch(() => {});
    try {
      return await compared;
    } finally {
      this.waiting--;
    }
  }
}

/** Reads a Basic Authorization header (RFC 7617); undefined if it is none. */
export function readBasic(
  authorization: string | undefined,
): { readonly user: string; readonly password: string } | undefined {
  const encoded = /^basic ([A-Za-z0-9+/]+={0,2})$/i.exec(authorization ?? '')?.[1];
  const text = encoded === undefined ? '' : Buffer.from(encoded, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  return colon < 0 ? undefined : { user: text.slice(0, colon), password: text.slice(colon + 1) };
}
