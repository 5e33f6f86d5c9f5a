/**
 * Chooses the format of an answer as the reference does, whose library is github.com/prometheus/common/expfmt
 * (NegotiateIncludingOpenMetrics): the acceptable clauses by quality, then by order.
 */
export interface Format {
  readonly contentType: string;
  readonly openMetrics: boolean;
}

const TEXT: Format = { contentType: 'text/plain; version=0.0.4; charset=utf-8', openMetrics: false };

interface Clause {
  readonly type: string;
  readonly parameters: ReadonlyMap<string, string>;
  readonly quality: number;
}

/** Chooses the format of a response from the Accept header, by the rules of kube-state-metrics. */
export function negotiateFormat(accept: string | undefined): Format {
  for (const { type, parameters } of clauses(accept ?? '')) {
    const version = parameters.get('version') ?? '';
    if (type === 'text/plain' && (version === '' || version === '0.0.4')) return TEXT;
    if (type === 'application/openmetrics-text' && (version === '' || version === '0.0.1' || version === '1.0.0')) {
      const shown = version === '1.0.0' ? '1.0.0' : '0.0.1';
      const escaping = parameters.get('escaping') ?? '';
      const escapes = ESCAPINGS.has(escaping) ? escaping : 'underscores';
      return {
        contentType: `application/openmetrics-text; version=${shown}; charset=utf-8; escaping=${escapes}`,
        openMetrics: true,
      };
    }
  }
  return TEXT;
}

const ESCAPINGS = new Set(['allow-utf-8', 'underscores', 'dots', 'values']);

function clauses(accept: string): Clause[] {
  const parsed = accept.split(',').map((clause): Clause => {
    const [type = '', ...rest] = clause.split(';').map((part) => part.trim());
    const parameters = new Map<string, string>();
    for (const part of rest) {
      const [name = '', value = ''] = part.split('=', 2);
      parameters.set(name.trim().toLowerCase(), value.trim());
    }
    const quality = Number(parameters.get('q') ?? '1');
    return { type: type.toLowerCase(), parameters, quality: Number.isFinite(quality) ? quality : 0 };
  });
  return parsed.filter((c) => c.quality > 0).sort((a, b) => b.quality - a.quality);
}

/**
 * Returns whether to respond in gzip: as it is stored, if the client leaves the choice. `restsDeflated` says how
 * segments are stored. Clients that do not mention identity accept it (RFC 9110, 12.5.3).
 */
export function choosesGzip(acceptEncoding: string | undefined, restsDeflated: boolean): boolean {
  return acceptsGzip(acceptEncoding) && (restsDeflated || refusesIdentity(acceptEncoding!));
}

function refusesIdentity(acceptEncoding: string): boolean {
  return /(^|,)\s*identity\s*;\s*q=0(\.0*)?\s*(,|$)/i.test(acceptEncoding);
}

/** Returns whether the client accepts gzip: it is named, and not with quality 0 (RFC 9110, 12.5.3). */
export function acceptsGzip(acceptEncoding: string | undefined): boolean {
  return (acceptEncoding ?? '').split(',').some((clause) => {
    const [coding = '', ...parameters] = clause.split(';').map((part) => part.trim().toLowerCase());
    if (coding !== 'gzip') return false;
    const quality = parameters.find((p) => p.startsWith('q='));
    return !quality || Number(quality.slice(2)) > 0;
  });
}
