import { rootCert } from '../pki.ts';

/**
 * The rules of kubeconfigs, credentials, trust and proxies as a table: what is given, and the request that is to follow from it. The same
 * rows are run against this program and, where it is there, against kube-state-metrics.
 */
export interface Rule {
  readonly name: string;
  /** Source of the rule: file and function of client-go, or of Go. */
  readonly source: string;
  /** Files by path below a folder of their own; `$HTTPS`, `$HTTP`, `$PROXY` and `$PORT` are places of servers, `$DIR` the folder. */
  readonly files: Readonly<Record<string, string>>;
  /** Default: `--kubeconfig=$DIR/config`. */
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly expect: Expected;
  /** Where kube-state-metrics does otherwise (docs/differences.md). */
  readonly peer?: Expected;
}

export type Expected =
  /** The program ends without a request; its output matches. */
  | { readonly refused: RegExp }
  /** The certificate of the server is not accepted. */
  | 'untrusted'
  | Request;

/** The first request: what is absent here is to be absent there. */
export interface Request {
  readonly over?: 'https' | 'http';
  readonly authorization?: string;
  /** Headers whose name begins with `impersonate-`, as they are on the wire, in any order. */
  readonly impersonate?: readonly string[];
  /** Path before `/api` and `/apis`. */
  readonly base?: string;
  /** Common name of the client certificate. */
  readonly client?: string;
  /** The line that a proxy was asked by. */
  readonly proxy?: string;
  /** Name that the client asked the server for by SNI. */
  readonly sni?: string;
  /** Text of a file that the program has written, such as a plugin. */
  readonly wrote?: RegExp;
}

export const base64 = (text: string): string => Buffer.from(text).toString('base64');
export const ca = { 'certificate-authority-data': base64(rootCert) };
export const https = { server: '$HTTPS', ...ca };

/** Writes a kubeconfig with one cluster, user and context; JSON is YAML. */
export function config(cluster: object, user: object = {}, more: object = {}): string {
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'x',
    contexts: [{ name: 'x', context: { cluster: 'c', user: 'u' } }],
    clusters: [{ name: 'c', cluster }],
    users: [{ name: 'u', user }],
    ...more,
  });
}

export const one = (cluster: object, user: object = {}, more: object = {}): Rule['files'] => ({
  config: config(cluster, user, more),
});

export const anonymous = { over: 'https' } as const;
export const asTok = { over: 'https', authorization: 'Bearer tok' } as const;
