import {
  closeSync,
  constants,
  fchmodSync,
  fstatSync,
  ftruncateSync,
  mkdtempSync,
  openSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { stringify } from 'yaml';

/** A kubeconfig for the simulated API server, for kubectl and for the exporter. */
export function kubeconfigText(server: string, token: string, certificate?: string): string {
  const ca = certificate ? { 'certificate-authority-data': Buffer.from(certificate).toString('base64') } : {};
  return stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'simulated', cluster: { server, ...ca } }],
    users: [{ name: 'simulated', user: token ? { token } : {} }],
    contexts: [{ name: 'simulated', context: { cluster: 'simulated', user: 'simulated', namespace: 'default' } }],
    'current-context': 'simulated',
  });
}

/** The file to write, in a new temporary folder where none is named; `remove` removes such a folder again. */
export function placeForKubeconfig(named: string | undefined): { readonly file: string; remove(): void } {
  if (named !== undefined) return { file: named, remove: () => {} };
  const folder = mkdtempSync(path.join(tmpdir(), 'ksm-simulator-'));
  return { file: path.join(folder, 'kubeconfig'), remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** Writes a file that only its owner can read, also where it was there and others could. */
export function writePrivate(file: string, text: string): void {
  const descriptor = openSync(file, constants.O_WRONLY | constants.O_CREAT, 0o600);
  try {
    // The mode of `open` counts for new files alone; pipes and terminals have none of ours.
    if (fstatSync(descriptor).isFile()) {
      fchmodSync(descriptor, 0o600);
      ftruncateSync(descriptor);
    }
    writeFileSync(descriptor, text);
  } finally {
    closeSync(descriptor);
  }
}
