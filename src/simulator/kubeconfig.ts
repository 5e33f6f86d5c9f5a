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
