import type { ServerRequest, ServerResponse } from '../base/network.ts';
import { plainText } from './pages.ts';

/** Where the explorer is. */
const PREFIX = '/explore/';
/** The page may run its own scripts and styles, and ask its own server: nothing else. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
const TYPES: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
};

/** Sources of what the explorer shows. */
export interface ExplorerSources {
  /** Collects the data, once for those who ask at the same time. */
  readonly data: () => Promise<object>;
  /** Reads a file of the page; undefined: there is none. */
  readonly asset: (name: string) => Promise<Buffer | undefined>;
}

/** Routes of the explorer: the page, its files, and `data.json`. All of its URLs are relative, so that it works behind proxies. */
export class ExplorerRoutes {
  private readonly sources: ExplorerSources;

  constructor(sources: ExplorerSources) {
    this.sources = sources;
  }

  /** Answers if the URL is one of the explorer's. */
  async answer(request: ServerRequest, response: ServerResponse, { pathname }: URL): Promise<boolean> {
    if (pathname === PREFIX.slice(0, -1)) {
      response.writeHead(308, { Location: 'explore/' }).end();
      return true;
    }
    if (!pathname.startsWith(PREFIX)) return false;
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.setHeader('Allow', 'GET, HEAD');
      plainText(response, 405, 'method not allowed; use GET or HEAD\n');
      return true;
    }
    const name = pathname.slice(PREFIX.length);
    if (name === 'data.json') await this.answerData(request, response);
    else await this.answerFile(name === '' ? 'index.html' : name, response);
    return true;
  }

  private async answerData(request: ServerRequest, response: ServerResponse): Promise<void> {
    const headers = {
      'Content-Type': 'application/json',
      'Cache-Control': 'no-store',
      'X-Content-Type-Options': 'nosniff',
    };
    const body = request.method === 'HEAD' ? '' : JSON.stringify(await this.sources.data());
    response.writeHead(200, headers).end(body);
  }

  private async answerFile(name: string, response: ServerResponse): Promise<void> {
    const type = /^[a-z]+\.(html|js|css)$/.exec(name)?.[1];
    const file = type && (await this.sources.asset(name));
    if (!type || !file) {
      const isPage = name === 'index.html';
      plainText(response, 404, isPage ? 'the page has not been built; run `npm run build`\n' : '404 page not found\n');
      return;
    }
    response
      .writeHead(200, {
        'Content-Type': TYPES[type]!,
        'Content-Security-Policy': POLICY,
        'X-Content-Type-Options': 'nosniff',
        'Referrer-Policy': 'no-referrer',
        'Cache-Control': 'no-cache',
      })
      .end(file);
  }
}
