import { type Clock, every } from '../base/clock.ts';
import { CodedError, errorText } from '../base/errors.ts';
import type { CredentialLog } from './identity.ts';
import { type ClusterFlags, kubeconfigFiles, loadCluster } from './load-cluster.ts';
import { type Credentials, Session, type SessionPorts } from './session.ts';

/** How often it is looked whether a kubeconfig has changed: contents are compared, as links and renames change without an event. */
const LOOK_MS = 1_000;
/** Minimum time between two looks for the reason that the server refuses the credentials. */
const REFUSED_LOOK_MS = 5_000;

/** Time after which a line of the log is written again, and the number of lines that are remembered for that. */
const REPEAT_MS = 60_000;
const MAX_SAID = 100;

const silent: CredentialLog = { info: () => {}, warn: () => {} };

/** Sources of credentials; the clock is given by itself. */
export type CredentialPorts = Omit<SessionPorts, 'clock' | 'log'> & { readonly log?: CredentialLog };

/**
 * Source of the current credentials of a cluster: tokens and certificates rotate, plugins are run, and a kubeconfig that changes replaces
 * what was before, if it can be used.
 */
export class CredentialSource {
  private readonly flags: ClusterFlags;
  private readonly clock: Clock;
  private readonly ports: SessionPorts;
  private session: Session;
  private clusterEpoch = 0;
  /** Contents of the kubeconfigs that the session is from, or that cannot be used. */
  private seen: string;
  /** Contents that were found at the last look; they are taken when the next look finds them too, so not half written. */
  private found: string;
  private refusedLookAt = -Infinity;
  private onChange = (): void => {};

  /** Reads files. Throws CREDENTIALS where there are no credentials that can be used. */
  constructor(flags: ClusterFlags, clock: Clock, ports: CredentialPorts) {
    this.flags = flags;
    this.clock = clock;
    this.ports = { ...ports, clock, log: sparing(ports.log ?? silent, clock) };
    this.session = new Session(loadCluster(flags, ports), this.ports);
    this.seen = this.readNow();
    this.found = this.seen;
  }

  /** URL of the API server, without a slash at its end. */
  get server(): string {
    return this.session.config.server;
  }

  /** Rejects with CREDENTIALS where a file or plugin fails. */
  async current(): Promise<Credentials> {
    for (;;) {
      const { session } = this;
      try {
        const credentials = await session.credentials();
        // A plugin takes time, in which the kubeconfig may have changed.
        if (session === this.session) return { ...credentials, clusterEpoch: this.clusterEpoch };
      } catch (error) {
        if (session === this.session) throw error;
      }
    }
  }

  /** Ends what is under way, such as a plugin. */
  close(): void {
    this.session.close();
  }

  /**
   * The server refused these credentials. When a token expires, all requests are refused at once; the first of them makes that all find
   * new credentials when they ask again.
   */
  refuse({ identity }: Credentials): void {
    this.session.refuse(identity);
    const now = this.clock.now();
    if (now - this.refusedLookAt < REFUSED_LOOK_MS) return;
    this.refusedLookAt = now;
    const text = this.readNow();
    // A file that is half written at this moment is looked at again in a second.
    if (text !== this.seen && this.take() === undefined) this.seen = text;
  }

  /** Looks for changes of the kubeconfig from now on; `onChange` is called after its contents have replaced those before. */
  watch(onChange: () => void): () => void {
    this.onChange = onChange;
    const files = kubeconfigFiles(this.flags, this.ports);
    if (files.length === 0) return () => {};
    return every(this.clock, LOOK_MS, () => void this.look(files));
  }

  private async look(files: readonly string[]): Promise<void> {
    const texts = await Promise.all(files.map((file) => this.ports.files.read(file).then(String, () => '')));
    const text = JSON.stringify(texts);
    const isSettled = text === this.found;
    this.found = text;
    if (!isSettled || text === this.seen) return;
    this.seen = text;
    const error = this.take();
    if (error === undefined) return;
    this.ports.log.warn({ error }, 'the kubeconfig has changed and cannot be used; keeping the one before');
  }

  /** Replaces the session by one from the files as they are now; where that fails, it stays. Returns why it fails. */
  private take(): string | undefined {
    try {
      const next = loadCluster(this.flags, this.ports);
      if (JSON.stringify(next) !== JSON.stringify(this.session.config)) this.replace(new Session(next, this.ports));
      return undefined;
    } catch (error) {
      if (!(error instanceof CodedError)) throw error;
      return errorText(error);
    }
  }

  private replace(session: Session): void {
    const [before, after] = [this.session.config, session.config].map(({ server, proxy, trust }) => [
      server,
      proxy,
      trust,
    ]);
    this.session.close();
    this.session = session;
    if (JSON.stringify(before) !== JSON.stringify(after)) this.clusterEpoch++;
    this.ports.log.info({ server: session.config.server }, 'the kubeconfig has changed; connecting again');
    this.onChange();
  }

  private readNow(): string {
    const texts = kubeconfigFiles(this.flags, this.ports).map((file) => {
      try {
        return this.ports.files.readNow(file).toString('utf8');
      } catch {
        return '';
      }
    });
    return JSON.stringify(texts);
  }
}

/** Skips warnings that are written again within a minute: a file that cannot be read is looked at with each request. */
function sparing(log: CredentialLog, clock: Clock): CredentialLog {
  const said = new Map<string, number>();
  return {
    info: (fields, text) => log.info(fields, text),
    warn: (fields, text) => {
      const key = JSON.stringify([text, fields]);
      if (clock.now() - (said.get(key) ?? -Infinity) < REPEAT_MS) return;
      if (said.size >= MAX_SAID) said.clear();
      said.set(key, clock.now());
      log.warn(fields, text);
    },
  };
}
