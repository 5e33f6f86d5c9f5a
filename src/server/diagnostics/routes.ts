import type { Clock } from '../../base/clock.ts';
import { sleep } from '../../base/clock.ts';
import type { Compression } from '../../base/compression.ts';
import type { ServerRequest, ServerResponse } from '../../base/network.ts';
import type { Profiler } from '../../base/profiler.ts';
import { GZIP_HEADER, LAST_BLOCK, trailer } from '../../exposition/framing.ts';
import { landingPage, plainText } from '../pages.ts';
import { encodeCpu, encodeHeap } from './profiles.ts';

/** Path below which everything is. */
const ROOT = '/debug/pprof/';
const DEFAULT_SECONDS = 30;
const MAX_SECONDS = 300;

export interface DiagnosticsOptions {
  /** Whether they are served: they tell more than metrics do, and cost more. */
  readonly enabled: () => boolean;
  readonly profiler: Profiler;
  readonly clock: Clock;
  readonly compression: Pick<Compression, 'crc32' | 'deflatePiece'>;
}

/** Profiles of the process under /debug/pprof/, in the formats of pprof and of DevTools. One is taken at a time. */
export class Diagnostics {
  private readonly options: DiagnosticsOptions;
  private busy = false;

  constructor(options: DiagnosticsOptions) {
    this.options = options;
    if (options.enabled()) void options.profiler.startHeap();
  }

  /** Answers a request for a path of diagnostics; returns false where it is not one, or diagnostics are not served. */
  async answer(request: ServerRequest, response: ServerResponse, url: URL): Promise<boolean> {
    const { enabled, profiler } = this.options;
    if (!enabled()) return false;
    switch (url.pathname) {
      case '/debug/pprof':
        response.writeHead(301, { Location: ROOT }).end();
        break;
      case ROOT:
        index(response);
        break;
      case `${ROOT}cmdline`:
        plainText(response, 200, profiler.commandLine.map(withoutPassword).join('\0'));
        break;
      case `${ROOT}profile`:
      case `${ROOT}heap`:
        await this.profile(request, response, url);
        break;
      default:
        return false;
    }
    return true;
  }

  private async profile(request: ServerRequest, response: ServerResponse, url: URL): Promise<void> {
    const heap = url.pathname.endsWith('heap');
    const fault = heap ? faultOf(url, 'heapprofile') : (faultOf(url, 'cpuprofile') ?? secondsFault(url));
    if (fault !== undefined) plainText(response, 400, `${fault}\n`);
    else if (request.method !== 'GET') {
      response.setHeader('Allow', 'GET');
      plainText(response, 405, 'method not allowed; use GET\n');
    } else if (this.busy) plainText(response, 409, 'another profile is being taken\n');
    else {
      this.busy = true;
      try {
        await (heap ? this.heap(response, url) : this.cpu(request, response, url));
      } finally {
        this.busy = false;
      }
    }
  }

  private async cpu(request: ServerRequest, response: ServerResponse, url: URL): Promise<void> {
    const { profiler, clock } = this.options;
    const leaving = new AbortController();
    const leave = (): void => leaving.abort();
    response.once('close', leave);
    request.socket?.once('end', leave);
    const profile = await profiler.cpu(sleep(clock, secondsOf(url) * 1_000, leaving.signal));
    if (leaving.signal.aborted) {
      response.destroy();
      return;
    }
    if (url.searchParams.get('format') === 'cpuprofile') json(response, profile, 'cpu.cpuprofile');
    else this.pprof(response, encodeCpu(profile, profiler.root, clock.unixMs()), 'profile');
  }

  private async heap(response: ServerResponse, url: URL): Promise<void> {
    const { profiler, clock } = this.options;
    const profile = await profiler.heap();
    if (url.searchParams.get('format') === 'heapprofile') json(response, profile, 'heap.heapprofile');
    else this.pprof(response, encodeHeap(profile, profiler.root, clock.unixMs()), 'heap');
  }

  private pprof(response: ServerResponse, bytes: Buffer, filename: string): void {
    const { compression } = this.options;
    const deflated = [compression.deflatePiece(bytes, 'default'), LAST_BLOCK];
    const gzip = Buffer.concat([GZIP_HEADER, ...deflated, trailer(compression.crc32(bytes), bytes.length)]);
    file(response, gzip, 'application/octet-stream', filename);
  }
}

/** Returns how much longer than others an answer may take: a profile lasts as long as it is asked to. */
export function extraMsOf(target: string): number {
  const url = URL.parse(target, 'http://localhost');
  if (url?.pathname !== `${ROOT}profile` || secondsFault(url) !== undefined) return 0;
  return secondsOf(url) * 1_000;
}

function secondsOf(url: URL): number {
  return Number(url.searchParams.get('seconds') ?? DEFAULT_SECONDS);
}

function secondsFault(url: URL): string | undefined {
  const text = url.searchParams.get('seconds') ?? String(DEFAULT_SECONDS);
  if (/^\d+$/.test(text) && Number(text) >= 1 && Number(text) <= MAX_SECONDS) return undefined;
  return `seconds: expected a whole number from 1 to ${MAX_SECONDS}`;
}

function faultOf(url: URL, other: string): string | undefined {
  const format = url.searchParams.get('format') ?? 'pprof';
  return format === 'pprof' || format === other ? undefined : `format: expected pprof or ${other}`;
}

function json(response: ServerResponse, value: object, filename: string): void {
  file(response, Buffer.from(JSON.stringify(value)), 'application/json', filename);
}

function file(response: ServerResponse, bytes: Buffer, type: string, name: string): void {
  response.writeHead(200, {
    'Content-Type': type,
    'Content-Disposition': `attachment; filename="${name}"`,
    'Content-Length': String(bytes.length),
    'X-Content-Type-Options': 'nosniff',
  });
  response.end(bytes);
}

/** URLs may have a user and a password in them. */
function withoutPassword(argument: string): string {
  return argument.replace(/\/\/[^/@]*@/, '//');
}

function index(response: ServerResponse): void {
  const links = [
    [`${ROOT}profile?seconds=${DEFAULT_SECONDS}`, 'CPU profile for go tool pprof'],
    [`${ROOT}profile?seconds=${DEFAULT_SECONDS}&format=cpuprofile`, 'CPU profile for DevTools'],
    [`${ROOT}heap`, 'Objects in memory for go tool pprof'],
    [`${ROOT}heap?format=heapprofile`, 'Objects in memory for DevTools'],
    [`${ROOT}cmdline`, 'Command line'],
  ] as const;
  landingPage(response, 'Profiles of the main thread, one at a time', links, ROOT);
}
