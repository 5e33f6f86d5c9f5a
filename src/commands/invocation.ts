import path from 'node:path';
import type { Environment } from '../base/ports.ts';

/**
 * Returns the words that start this program in a shell, for hints: by npx, by the script of a checkout (also under `npm start`), or as an
 * installed command. `script` is the file that runs, `exists` tells whether there is a file. `npm_command`:
 * https://docs.npmjs.com/cli/using-npm/scripts#environment
 */
export function invocationOf(
  { npm_command: npm }: Environment,
  script: string,
  folder: string,
  exists: (file: string) => boolean,
): string {
  if (npm === 'exec') return 'npx kube-state-metrics-ts';
  // The package has no such folder: its command is in PATH.
  const ofCheckout = path.join(path.dirname(script), '..', 'bin', 'kube-state-metrics');
  if (!exists(ofCheckout)) return 'kube-state-metrics';
  const relative = path.relative(folder, ofCheckout);
  return relative.startsWith('..') ? ofCheckout : `./${relative}`;
}
