import type { FlagTable } from '../config/flag.ts';
import { clusterFlags } from '../config/flags/cluster.ts';
import { bool, text } from '../config/scalar-types.ts';

const { apiserver, kubeconfig } = clusterFlags;

/** Flags of commands that read the metrics of other processes. */
export const sourceFlags = {
  kubeconfig: { name: kubeconfig.name, completes: 'files', type: text, help: kubeconfig.help },
  apiserver: { name: apiserver.name, type: text, help: apiserver.help },
  tokenFile: {
    name: 'token-file',
    completes: 'files',
    type: text,
    help: 'path of a bearer token to send to URLs',
  },
  caFile: {
    name: 'ca-file',
    completes: 'files',
    type: text,
    help: 'path of PEM certificates to trust for https URLs (default: those of the system)',
  },
  insecure: {
    name: 'insecure-skip-tls-verify',
    type: bool,
    help: 'do not verify the certificates of https URLs',
  },
} as const satisfies FlagTable;

/** Forms of a source of metrics, for the help of such commands. */
export const SOURCE_NOTES = `A source is a URL (without a path: /metrics), a file (plain or gzip), - for standard input, or a path of the
API server, such as /api/v1/namespaces/kube-system/services/kube-state-metrics:http-metrics/proxy/metrics,
which is read with the credentials of the kubeconfig.`;
