import { CodedError, connectionFault } from '../base/errors.ts';
import { fileFault } from '../base/file-fault.ts';
import type { HttpBody, HttpClient } from '../base/network.ts';
import { CredentialSource } from '../kube/credentials.ts';
import { certificatesOf } from '../kube/pem.ts';
import { openTransport } from '../kube/transport.ts';
import type { Transport } from '../model/transport.ts';
import { ExpositionReader, type ExpositionReceiver } from '../parsing/exposition-reader.ts';
import { gunzipIfGzip, readFileChunks, readStdin } from '../system/byte-streams.ts';
import { systemPorts } from '../system/ports.ts';
import { chooseFastPaths } from './fast-paths.ts';
import { userAgent } from './version.ts';

/** Time without a byte after which a response is given up, in milliseconds. */
const PATIENCE_MS = 60_000;
const ACCEPT = 'text/plain;version=0.0.4;q=1,*/*;q=0.1';

/** Flags that say how to reach sources. */
export interface ExpositionFlags {
  /** For paths of the API server, such as those of its proxy. */
  readonly kubeconfig: string;
  readonly apiserver: string;
  /** Files; empty: none. */
  readonly tokenFile: string;
  readonly caFile: string;
  readonly insecure: boolean;
}

/** Expositions of other processes, from files, URLs, standard input (`-`) and paths of the API server (`/api/…/proxy/metrics`). */
export interface Expositions {
  /**
   * Reads one. Throws CONFIG_INVALID for a file that cannot be read, API_UNREACHABLE, API_REFUSED for another status than 200, and
   * CONFIG_INVALID for what has no samples, with the place in the message. `onBytes` is told how much has been read so far.
   */
  read(place: string, receiver: ExpositionReceiver, onBytes?: (bytes: number) => void): Promise<void>;
  close(): Promise<void>;
}

/** Opens the way to expositions. Nothing is read yet. */
export function openExpositions(flags: ExpositionFlags): Expositions {
  return new SystemExpositions(flags);
}

class SystemExpositions implements Expositions {
  private readonly flags: ExpositionFlags;
  private readonly ports = systemPorts(chooseFastPaths(false).paths);
  private client: HttpClient | undefined;
  private transport: (Transport & { close(): Promise<void> }) | undefined;
  /** Standard input can be read once. */
  private stdin: Buffer[] | undefined;

  constructor(flags: ExpositionFlags) {
    this.flags = flags;
  }

  async read(place: string, receiver: ExpositionReceiver, onBytes?: (bytes: number) => void): Promise<void> {
    let isEmpty = true;
    let bytes = 0;
    const reader = new ExpositionReader({
      comment: (kind, family, text) => receiver.comment?.(kind, family, text),
      sample: (line) => {
        isEmpty = false;
        receiver.sample(line);
      },
      bad: (line, problem) => receiver.bad(line, problem),
    });
    for await (const chunk of this.chunks(place)) {
      reader.push(chunk);
      bytes += chunk.length;
      onBytes?.(bytes);
    }
    reader.finish();
    if (isEmpty && reader.lines > 0) {
      throw new CodedError('CONFIG_INVALID', `${place}: no samples found: is it an exposition of metrics?`);
    }
  }

  async close(): Promise<void> {
    await this.client?.destroy();
    await this.transport?.close();
  }

  private async *chunks(place: string): AsyncIterable<Buffer> {
    try {
      yield* gunzipIfGzip(this.open(place));
    } catch (error) {
      if (error instanceof CodedError) throw error;
      throw new CodedError('CONFIG_INVALID', `${place}: ${contentFault(error)}`, error);
    }
  }

  private open(place: string): AsyncIterable<Buffer> {
    if (place === '-') return this.openStdin();
    if (/^https?:\/\//.test(place)) return this.openUrl(metricsUrl(place));
    if (/^\/apis?\//.test(place) && !this.ports.files.exists(place)) return this.openApiPath(place);
    return readFileChunks(place);
  }

  private async *openStdin(): AsyncIterable<Buffer> {
    if (!this.stdin) {
      this.stdin = [];
      for await (const chunk of readStdin()) this.stdin.push(chunk);
    }
    yield* this.stdin;
  }

  private async *openUrl(url: string): AsyncIterable<Buffer> {
    const headers = { accept: ACCEPT, 'accept-encoding': 'gzip', 'user-agent': userAgent, ...this.authorization() };
    this.client ??= this.connect();
    const { client } = this;
    yield* this.patiently(url, (signal) => client.send({ url, method: 'GET', headers, signal }));
  }

  private async *openApiPath(place: string): AsyncIterable<Buffer> {
    const { clock, env, files, processes, network } = this.ports;
    this.transport ??= openTransport({
      credentials: new CredentialSource(this.flags, clock, { env, files, processes, network }),
      userAgent,
      network,
      clock,
    });
    const { transport } = this;
    const { pathname: path, searchParams } = new URL(place, 'http://api');
    const query = Object.fromEntries(searchParams);
    yield* this.patiently(place, (signal) => transport.get({ path, query, accept: ACCEPT, signal }));
  }

  /** Sends a request and gives the bytes of its body, as long as some come. */
  private async *patiently(
    place: string,
    send: (signal: AbortSignal) => Promise<{ readonly status: number; readonly body: HttpBody }>,
  ): AsyncIterable<Buffer> {
    const end = new AbortController();
    const late = (): void =>
      end.abort(new CodedError('API_SILENT', `${place}: nothing received for ${PATIENCE_MS / 1000} s`));
    let cancel = this.ports.clock.after(PATIENCE_MS, late);
    try {
      const { status, body } = await send(end.signal);
      let refusal = '';
      for await (const pieces of body) {
        cancel();
        // They are ours only until the next ones.
        const chunk = Buffer.concat(pieces);
        if (status === 200) yield chunk;
        else if (refusal.length < 1_000) refusal += chunk.toString();
        cancel = this.ports.clock.after(PATIENCE_MS, late);
      }
      if (status !== 200) throw new CodedError('API_REFUSED', `${place}: ${status} ${firstLine(refusal)}`.trimEnd());
    } catch (error) {
      if (error instanceof CodedError && error.code !== 'API_BODY_CUT') throw error;
      throw new CodedError('API_UNREACHABLE', `${place}: ${connectionFault(error)}`, error);
    } finally {
      cancel();
      // A reader that has had enough does not wait for the rest.
      end.abort();
    }
  }

  private connect(): HttpClient {
    const { caFile, insecure } = this.flags;
    const ca = caFile === '' ? undefined : this.readCertificates(caFile);
    const tls = { ca, cert: undefined, key: undefined, servername: undefined, rejectUnauthorized: !insecure };
    return this.ports.network.connect({ tls, proxy: undefined, proxyCa: undefined });
  }

  private authorization(): Readonly<Record<string, string>> {
    const { tokenFile } = this.flags;
    return tokenFile === '' ? {} : { authorization: `Bearer ${this.readToken(tokenFile)}` };
  }

  private readCertificates(file: string): string[] {
    const certificates = certificatesOf(this.readText(file, '--ca-file'));
    if (certificates.length > 0) return certificates;
    throw new CodedError('CONFIG_INVALID', `--ca-file ${file}: expected certificates in PEM, found none`);
  }

  /** A token is one word of visible ASCII, as no other can be in a header. */
  private readToken(file: string): string {
    const token = this.readText(file, '--token-file').trim();
    if (/^[!-~]+$/.test(token)) return token;
    const found = token === '' ? 'an empty file' : 'other text';
    throw new CodedError('CONFIG_INVALID', `--token-file ${file}: expected a token, found ${found}`);
  }

  private readText(file: string, flag: string): string {
    try {
      return this.ports.files.readNow(file).toString();
    } catch (error) {
      throw new CodedError('CONFIG_INVALID', `${flag} ${file}: ${fileFault(error)}`, error);
    }
  }
}

/** An address without a path means its metrics. */
function metricsUrl(url: string): string {
  try {
    const parsed = new URL(url);
    if (parsed.pathname === '/') parsed.pathname = '/metrics';
    return parsed.href;
  } catch {
    throw new CodedError('CONFIG_INVALID', `${url}: not a URL`);
  }
}

function firstLine(text: string): string {
  return text.trimStart().split('\n')[0]!.slice(0, 200);
}

function contentFault(error: unknown): string {
  const { code } = error as { readonly code?: string };
  return code === 'Z_BUF_ERROR' ? 'the gzip data is cut off' : fileFault(error);
}
