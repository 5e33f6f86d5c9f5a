import type { Clock } from '../base/clock.ts';
import { errorText } from '../base/errors.ts';
import type { Files } from '../base/files.ts';
import type { ServerTls } from '../base/network.ts';
import type { Passwords } from '../base/passwords.ts';
import { type LoadedWeb, loadWeb } from '../config/web-files.ts';
import type { AuthFilter } from '../server/auth-filter.ts';
import type { Handler, Listener } from '../server/listen.ts';
import { WebPolicy } from '../server/web-policy.ts';
import type { Log } from '../telemetry/log.ts';
import { FileFollower } from './file-follower.ts';

export interface WebOptions {
  /** Path of the web configuration; empty: none. */
  readonly tlsConfig: string;
  /** Undefined: requests need no permission of the API server. */
  readonly authFilter: AuthFilter | undefined;
  readonly files: Files;
  readonly clock: Clock;
  readonly log: Log;
  readonly passwords: Passwords;
}

/** Protection of both ports: TLS, users and rate limit of a web configuration, which is followed, and the filter by the API server. */
export class Web {
  private readonly options: WebOptions;
  private loaded: LoadedWeb | undefined;
  private readonly policies: WebPolicy[] = [];
  private readonly follower: FileFollower;
  private listeners: readonly Pick<Listener, 'renewTls'>[] = [];
  private lastFault: string | undefined;

  /** Throws ConfigFault. */
  constructor(options: WebOptions) {
    this.options = options;
    const { tlsConfig, clock, files } = options;
    this.loaded = tlsConfig === '' ? undefined : loadWeb(tlsConfig, files);
    const filenames = (): readonly string[] => this.loaded!.filenames;
    this.follower = new FileFollower({ clock, files, filenames, onChange: async () => this.reload() });
  }

  /** TLS of both ports; undefined: plain HTTP. */
  get tls(): ServerTls | undefined {
    return this.loaded?.tls;
  }

  /** Whether nobody reaches a handler without an account or a certificate. */
  get authenticates(): boolean {
    // A certificate that is not verified is one that anybody can make.
    const certificates = this.loaded?.tls?.clientAuth === 'require-and-verify';
    return this.options.authFilter !== undefined || certificates || (this.loaded?.config.users.size ?? 0) > 0;
  }

  /** Puts the rules before the handler of a port. */
  protect(handler: Handler): Handler {
    const { authFilter, passwords, clock } = this.options;
    const filtered = authFilter ? authFilter.protect(handler) : handler;
    if (!this.loaded) return filtered;
    const policy = new WebPolicy(this.loaded.config, passwords, clock);
    this.policies.push(policy);
    return policy.protect(filtered);
  }

  /** Begins to follow the files for these listeners. */
  start(listeners: readonly Pick<Listener, 'renewTls'>[]): void {
    this.listeners = listeners;
    if (this.loaded) this.follower.start();
  }

  async stop(): Promise<void> {
    await this.follower.stop();
  }

  private reload(): void {
    const { tlsConfig, files, log } = this.options;
    try {
      const next = loadWeb(tlsConfig, files);
      if (JSON.stringify(plain(next)) === JSON.stringify(plain(this.loaded!)) && this.lastFault === undefined) return;
      this.apply(next);
      this.lastFault = undefined;
    } catch (error) {
      const text = errorText(error);
      if (text === this.lastFault) return;
      this.lastFault = text;
      for (const problem of text.split('\n'))
        log.error({}, `web configuration not applied; the former one stays in force: ${problem}`);
    }
  }

  private apply(next: LoadedWeb): void {
    const { log } = this.options;
    const before = this.loaded!;
    if (Boolean(next.tls) !== Boolean(before.tls) || next.tls?.http2 !== before.tls?.http2) {
      log.warn({}, 'TLS and HTTP/2 are switched on or off at the next start only');
    } else if (next.tls) {
      for (const listener of this.listeners) listener.renewTls(next.tls);
    }
    for (const policy of this.policies) policy.renew(next.config);
    this.loaded = next;
    log.info({ file: this.options.tlsConfig }, 'web configuration applied');
  }
}

/** In a form that shows every difference as JSON. */
function plain({ config, tls }: LoadedWeb): object {
  return { ...config, headers: [...config.headers], users: [...config.users], tls };
}
