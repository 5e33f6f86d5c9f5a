/** Lines that credentials write to the log. */
export interface CredentialLog {
  info(fields: object, text: string): void;
  warn(fields: object, text: string): void;
}

/** A certificate and its key, in PEM. */
export interface KeyPair {
  readonly cert: string;
  readonly key: string;
}

/** The one who asks: the authorization header, and a client certificate, where there are any. */
export interface Identity {
  readonly authorization: string | undefined;
  readonly pair: KeyPair | undefined;
}

/** A source of an identity that may change. */
export interface Authenticator {
  /** Resolves to the same object while it is the same. Rejects with CREDENTIALS. */
  current(): Promise<Identity>;
  /** The server answered 401 to this identity: the next one may be another. */
  refuse(used: Identity): void;
  /** Ends what is under way. */
  close(): void;
}

/** An identity that stays. */
export class FixedIdentity implements Authenticator {
  private readonly identity: Identity;

  constructor(authorization: string | undefined) {
    this.identity = { authorization, pair: undefined };
  }

  async current(): Promise<Identity> {
    return this.identity;
  }

  refuse(): void {}

  close(): void {}
}
