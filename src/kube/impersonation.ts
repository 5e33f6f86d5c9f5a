import { CodedError } from '../base/errors.ts';
import type { KubeUser } from './kubeconfig.ts';

/** Headers by name in lower case; an array is sent as that many headers. */
export type RequestHeaders = Readonly<Record<string, string | readonly string[]>>;

/** Characters that names of headers may have (RFC 9110, section 5.6.2); the percent sign marks the others. */
const TOKEN = /^[!#$&'*+\-.^_`|~0-9A-Za-z]$/;

/**
 * Returns the headers that make the API server act as somebody else (client-go, transport/round_trippers.go). Throws CREDENTIALS where a
 * value cannot be in a header.
 */
export function impersonationHeaders({ where, as, asUid, asGroups, asUserExtra }: KubeUser): RequestHeaders {
  if (as === '') return {};
  const value = (text: string, field: string): string => headerValue(text, `${where}.user.${field}`);
  const headers: Record<string, string | string[]> = { 'impersonate-user': value(as, 'as') };
  if (asUid !== '') headers['impersonate-uid'] = value(asUid, 'as-uid');
  if (asGroups.length > 0) headers['impersonate-group'] = asGroups.map((group) => value(group, 'as-groups'));
  for (const [key, values] of Object.entries(asUserExtra)) {
    if (values.length === 0) continue;
    const name = `impersonate-extra-${escapeHeaderKey(key).toLowerCase()}`;
    headers[name] = [...(headers[name] ?? []), ...values.map((each) => value(each, 'as-user-extra'))];
  }
  return headers;
}

/** Writes a text as the bytes of its UTF-8, one character each, as Go sends headers. Throws CREDENTIALS for control characters. */
export function headerValue(text: string, where: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: finds them, as a header cannot hold them.
  if (/[\x00-\x08\x0a-\x1f\x7f]/.test(text)) {
    throw new CodedError('CREDENTIALS', `${where}: has characters that cannot be in a header, such as line breaks`);
  }
  return Buffer.from(text).toString('latin1');
}

function escapeHeaderKey(key: string): string {
  return [...Buffer.from(key)]
    .map((byte) => {
      const character = String.fromCharCode(byte);
      return TOKEN.test(character) ? character : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
    })
    .join('');
}
