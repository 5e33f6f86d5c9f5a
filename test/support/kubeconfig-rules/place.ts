import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Recorder } from '../api-recorder.ts';
import type { Expected, Rule } from './rule.ts';

/** A rule whose files are there, and whose places of servers are those of a recorder. */
export interface Placed {
  readonly folder: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  place(text: string): string;
}

export function placeRule(rule: Rule, { httpsPort, httpPort, proxyPort }: Recorder): Placed {
  const folder = mkdtempSync(path.join(tmpdir(), 'ksm-rules-'));
  const place = (text: string): string =>
    text
      .replaceAll('$HTTPS', `https://127.0.0.1:${httpsPort}`)
      .replaceAll('$HTTPPORT', String(httpPort))
      .replaceAll('$HTTP', `http://127.0.0.1:${httpPort}`)
      .replaceAll('$PORT', String(httpsPort))
      .replaceAll('$PROXYPORT', String(proxyPort))
      .replaceAll('$PROXY', `http://127.0.0.1:${proxyPort}`)
      .replaceAll('$DIR', folder);
  for (const [name, text] of Object.entries(rule.files)) {
    const file = path.join(folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, place(text), { mode: 0o755 });
  }
  return {
    folder,
    args: (rule.args ?? ['--kubeconfig=$DIR/config']).map(place),
    env: Object.fromEntries(Object.entries(rule.env ?? {}).map(([name, value]) => [name, place(value)])),
    place,
  };
}

export function isRefusal(expected: Expected): expected is { readonly refused: RegExp } {
  return typeof expected === 'object' && 'refused' in expected;
}
