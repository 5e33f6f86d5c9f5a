import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'vitest';
import type { Recorder } from '../api-recorder.ts';
import type { Placed } from './place.ts';
import type { Request } from './rule.ts';

/** Compares the first request that a recorder has seen with the one that a rule expects. `output` is shown where there is none. */
export function compareRequest(
  { requests, tunnels }: Recorder,
  expected: Request,
  { folder, place }: Placed,
  output: string,
): void {
  const [first] = requests;
  expect(first, output).toBeDefined();
  const { over = 'https', authorization, impersonate = [], base = '', client, proxy, sni, wrote } = expected;
  const { path: target, ...seen } = first!;
  expect(seen).toMatchObject({ over, authorization, impersonate, client });
  if (sni !== undefined) expect(seen.sni).toBe(sni);
  // The reference asks for the version of the server first.
  expect(target.replace(/\/(version|apis?)\b.*/, '')).toBe(base);
  expect(tunnels[0]).toBe(proxy && place(proxy));
  const file = path.join(folder, 'wrote');
  if (wrote) expect(existsSync(file) && readFileSync(file, 'utf8').trim()).toMatch(wrote);
}
