import type { Clock } from '../base/clock.ts';
import { CodedError, errorText } from '../base/errors.ts';
import type { Files } from '../base/files.ts';
import type { Authenticator, CredentialLog, Identity } from './identity.ts';
import { headerValue } from './impersonation.ts';

/** A file is read again after this time, 10 s less than a minute as in client-go (transport/token_source.go). */
const READ_MS = 50_000;
/** Minimum time between two reads for the reason that the server refuses the token. */
const REFUSED_READ_MS = 5_000;

/** A bearer token in a file that rotates. The last one that could be read stays in use while the file cannot be. */
export class TokenFile implements Authenticator {
  private readonly file: string;
  private readonly where: string;
  private readonly files: Files;
  private readonly clock: Clock;
  private readonly log: CredentialLog;
  private identity: Identity;
  private readAt: number;
  private refusedAt = -Infinity;

  /** Reads the file. Throws CREDENTIALS where it has no token, unless there is another one, which is used until it has. */
  constructor(
    { file, token, where }: { readonly file: string; readonly token: string; readonly where: string },
    { files, clock, log }: { readonly files: Files; readonly clock: Clock; readonly log: CredentialLog },
  ) {
    [this.file, this.where, this.files, this.clock, this.log] = [file, where, files, clock, log];
    try {
      this.identity = bearer(tokenOf(files.readNow(file)), where);
      this.readAt = clock.now();
    } catch (error) {
      if (token === '') throw new CodedError('CREDENTIALS', `${where} ${file}: ${errorText(error)}`, error);
      this.identity = bearer(token, where);
      this.readAt = -Infinity;
    }
  }

  async current(): Promise<Identity> {
    if (this.clock.now() - this.readAt < READ_MS) return this.identity;
    try {
      const read = bearer(tokenOf(await this.files.read(this.file)), this.where);
      this.readAt = this.clock.now();
      if (read.authorization !== this.identity.authorization) this.identity = read;
    } catch (error) {
      const fields = { file: this.file, error: errorText(error) };
      this.log.warn(fields, 'the token file cannot be read; keeping the token before');
    }
    return this.identity;
  }

  refuse(used: Identity): void {
    const now = this.clock.now();
    if (used !== this.identity || now - this.refusedAt < REFUSED_READ_MS) return;
    this.refusedAt = now;
    this.readAt = -Infinity;
  }

  close(): void {}
}

function tokenOf(bytes: Buffer): string {
  const token = bytes.toString('utf8').trim();
  if (token === '') throw new Error('the file is empty');
  return token;
}

function bearer(token: string, where: string): Identity {
  return { authorization: headerValue(`Bearer ${token}`, where), pair: undefined };
}
