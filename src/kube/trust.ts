import { CodedError, errorText } from '../base/errors.ts';
import type { Files } from '../base/files.ts';
import type { Environment } from '../base/ports.ts';
import type { TrustConfig } from './cluster-config.ts';
import type { CredentialLog } from './identity.ts';
import { certificatesOf } from './pem.ts';
import { readSystemRoots } from './system-roots.ts';

interface TrustSources {
  readonly files: Files;
  readonly env: Environment;
  readonly log: CredentialLog;
}

/** The certificates that are trusted, from a CA file that may rotate, from data, or from the system. */
export class Trust {
  private readonly config: TrustConfig;
  private readonly sources: TrustSources;
  /** What the certificates were read from, so that the same ones stay the same array. */
  private text = '';
  private certificates: readonly string[] | undefined;
  private roots: { readonly list: readonly string[] | undefined } | undefined;

  /** Reads the CA file. Throws CREDENTIALS where there is no certificate in it, unless it may miss. */
  constructor(config: TrustConfig, sources: TrustSources) {
    this.config = config;
    this.sources = sources;
    if (config.data !== '') this.take(config.data);
    else if (config.file !== '') this.readFirst();
  }

  /** Returns the certificates to trust, the same array while they are the same; undefined: those that Node was built with. */
  async current(): Promise<readonly string[] | undefined> {
    const { file, data, insecure } = this.config;
    if (insecure) return undefined;
    if (file !== '' && data === '') await this.readAgain();
    return this.certificates ?? this.systemRoots();
  }

  /** Returns what an https proxy may show: as in Go a certificate of the cluster's CA, but one that the system trusts too. */
  async forProxy(): Promise<readonly string[] | undefined> {
    const roots = this.systemRoots();
    return this.certificates ? [...this.certificates, ...(roots ?? [])] : roots;
  }

  /** Returns the PEM text of the CA; empty where the system's is used. */
  get caText(): string {
    return this.text;
  }

  private systemRoots(): readonly string[] | undefined {
    this.roots ??= { list: readSystemRoots(this.sources.files, this.sources.env) };
    return this.roots.list;
  }

  private take(text: string): void {
    const found = certificatesOf(text);
    if (found.length === 0) {
      throw new CodedError('CREDENTIALS', `${this.config.where}: has no certificate in PEM that can be read`);
    }
    this.certificates = found;
    this.text = text;
  }

  private readFirst(): void {
    const { file, mayMiss, where } = this.config;
    try {
      this.take(this.sources.files.readNow(file).toString('utf8'));
    } catch (error) {
      if (!mayMiss) throw new CodedError('CREDENTIALS', `${where} ${file}: ${errorText(error)}`, error);
      this.sources.log.warn(
        { file, error: errorText(error) },
        'the CA cannot be used; trusting what the system trusts',
      );
    }
  }

  /** Keeps the former certificates while the file is missing, empty or half written, as client-go does. */
  private async readAgain(): Promise<void> {
    const { file } = this.config;
    try {
      const text = (await this.sources.files.read(file)).toString('utf8');
      if (text !== this.text) this.take(text);
    } catch (error) {
      const fields = { file, error: errorText(error) };
      this.sources.log.warn(fields, 'the CA file cannot be used; keeping the certificates that were read before');
    }
  }
}
