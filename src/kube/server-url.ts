import { CodedError } from '../base/errors.ts';

/** The URL of an API server. */
export interface ServerUrl {
  /** Scheme, host, port and path, without a slash at its end, query, fragment and credentials. */
  readonly url: string;
  /** Whether it is TLS: credentials of a user are sent only then. */
  readonly secure: boolean;
  /** Value of the authorization header for credentials in the URL, which Go's HTTP client sends; undefined: none. */
  readonly authorization: string | undefined;
}

/**
 * Parses the URL of an API server as client-go does (rest/url_utils.go, DefaultServerURL): without a scheme it is plain HTTP, and may
 * then have no path. Throws CREDENTIALS with `where`, but without the credentials that the URL may hold.
 */
export function parseServerUrl(text: string, where: string): ServerUrl {
  const named = /^[a-z][a-z0-9+.-]*:\/\/[^/]/i.test(text);
  const full = named ? text : `http://${text}`;
  const parsed = URL.canParse(full) ? new URL(full) : undefined;
  if (!parsed || !/^https?:$/.test(parsed.protocol)) {
    throw new CodedError('CREDENTIALS', `${where}: expected an http or https URL, found "${hideCredentials(text)}"`);
  }
  if (!named && parsed.pathname !== '/') {
    throw new CodedError('CREDENTIALS', `${where}: "${hideCredentials(text)}" has a path but no scheme; add https://`);
  }
  // The port is kept as it was written, for logs: a parsed URL has none where it is the usual one.
  const host = /^[^:]+:\/\/(?:[^/?#]*@)?([^/?#]*)/.exec(full)![1]!;
  const path = parsed.pathname.replace(/\/{2,}/g, '/').replace(/\/$/, '');
  return {
    url: `${parsed.protocol}//${host}${path}`,
    secure: parsed.protocol === 'https:',
    authorization: parsed.username === '' && parsed.password === '' ? undefined : basicAuth(parsed, where),
  };
}

/** Replaces the credentials in a text that may be a URL. */
export function hideCredentials(text: string): string {
  return text.replace(/^([a-z][a-z0-9+.-]*:\/\/)?[^/?#]*@/i, '$1***@');
}

/** Returns the value of the authorization header for a user and a password (RFC 7617), in UTF-8 as Go has it. */
export function basicAuthorization(username: string, password: string): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}

function basicAuth({ username, password }: URL, where: string): string {
  try {
    return basicAuthorization(decodeURIComponent(username), decodeURIComponent(password));
  } catch {
    throw new CodedError('CREDENTIALS', `${where}: the credentials in the URL are not percent-encoded`);
  }
}
