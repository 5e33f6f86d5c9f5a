import { X509Certificate } from 'node:crypto';

/** A block of a PEM text. */
interface PemBlock {
  readonly type: string;
  readonly hasHeaders: boolean;
  readonly body: string;
}

/**
 * Returns the certificates of a PEM text, in PEM, as Go's x509.CertPool.AppendCertsFromPEM takes them: comments, blocks of other types,
 * blocks with headers and certificates that cannot be parsed are skipped. Empty where it has none.
 */
export function certificatesOf(text: string): string[] {
  return pemBlocks(text).flatMap(({ type, hasHeaders, body }) => {
    if (type !== 'CERTIFICATE' || hasHeaders) return [];
    try {
      return [new X509Certificate(Buffer.from(body, 'base64')).toString()];
    } catch {
      return [];
    }
  });
}

/**
 * Finds the blocks of a PEM text as Go's encoding/pem does: the first END line and the last BEGIN line before it; both must be of one
 * type, begin a line and end one. What does not fit is skipped.
 */
function pemBlocks(text: string): PemBlock[] {
  const blocks: PemBlock[] = [];
  let begin: { type: string; lines: string[] } | undefined;
  for (const line of text.split(/\r?\n/)) {
    const begins = /^-----BEGIN (.*)-----[ \t]*$/.exec(line);
    if (begins) begin = { type: begins[1]!, lines: [] };
    else if (line.startsWith('-----END ')) {
      const ends = /^-----END (.*)-----[ \t]*$/.exec(line);
      if (begin && ends?.[1] === begin.type) blocks.push(...blockOf(begin.type, begin.lines));
      begin = undefined;
    } else begin?.lines.push(line);
  }
  return blocks;
}

function blockOf(type: string, lines: readonly string[]): PemBlock[] {
  const headers = lines.findIndex((line) => !line.includes(':'));
  const bodyAt = headers === -1 ? lines.length : headers;
  const body = lines.slice(bodyAt).join('').replace(/[ \t]/g, '');
  if (!/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(body)) return [];
  return [{ type, hasHeaders: bodyAt > 0, body }];
}
