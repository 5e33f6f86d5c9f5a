import { clientCert, clientKey } from '../pki.ts';
import { anonymous, asTok, base64, https, one, type Rule } from './rule.ts';

const apiVersion = 'client.authentication.k8s.io/v1';
const answer = (status: object, version = apiVersion): string =>
  `#!/bin/sh\nprintf '%s' "$KUBERNETES_EXEC_INFO" > "$(dirname "$0")/wrote"\ncat <<'END'\n${JSON.stringify({ kind: 'ExecCredential', apiVersion: version, status })}\nEND\n`;
const exec = { apiVersion, command: './plugin.sh', interactiveMode: 'IfAvailable' };
const plugin = (more: object = {}, script = answer({ token: 'tok' }), cluster: object = https): Rule['files'] => ({
  ...one(cluster, { exec: { ...exec, ...more } }),
  'plugin.sh': script,
});
const pairStatus = { clientCertificateData: clientCert, clientKeyData: clientKey };

/** Credential plugins. */
export const plugins: readonly Rule[] = [
  {
    name: 'a plugin beside the kubeconfig',
    source: 'exec.go refreshCredsLocked',
    files: plugin(),
    expect: {
      ...asTok,
      wrote:
        /^\{"kind":"ExecCredential","apiVersion":"client\.authentication\.k8s\.io\/v1","spec":\{"interactive":false\}\}$/,
    },
  },
  {
    name: 'a plugin that is told of the cluster',
    source: 'rest/exec.go ConfigToExecCluster',
    files: plugin({ provideClusterInfo: true, args: null, env: null }, undefined, {
      ...https,
      'tls-server-name': 'api.test',
      'disable-compression': true,
      extensions: [{ name: 'client.authentication.k8s.io/exec', extension: { audience: 'a' } }],
    }),
    expect: {
      ...asTok,
      sni: 'api.test',
      wrote:
        /^\{"kind":"ExecCredential","apiVersion":"[^"]*","spec":\{"cluster":\{"server":"https:\/\/127[^"]*","tls-server-name":"api\.test","certificate-authority-data":"[^"]+","disable-compression":true,"config":\{"audience":"a"\}\},"interactive":false\}\}$/,
    },
  },
  {
    name: 'a plugin that is told of a cluster without a configuration',
    source: 'rest/exec.go ConfigToExecCluster',
    files: plugin({ provideClusterInfo: true }, undefined, { server: '$HTTPS', 'insecure-skip-tls-verify': true }),
    expect: { ...asTok, wrote: /"insecure-skip-tls-verify":true,"config":null\}/ },
  },
  {
    name: 'a plugin of v1beta1 without a mode',
    source: 'api/v1/defaults.go',
    files: plugin(
      { apiVersion: 'client.authentication.k8s.io/v1beta1', interactiveMode: undefined },
      answer({ token: 'tok' }, 'client.authentication.k8s.io/v1beta1'),
    ),
    expect: asTok,
  },
  {
    name: 'arguments and variables',
    source: 'exec.go refreshCredsLocked',
    files: plugin({
      command: 'sh',
      args: ['-c', `test "$A" = b && test -n "$PATH" && sh $DIR/plugin.sh`],
      env: [{ name: 'A', value: 'b' }],
    }),
    expect: asTok,
  },
  {
    name: 'output in YAML',
    source: 'exec.go refreshCredsLocked',
    files: plugin(
      {},
      `#!/bin/sh\nprintf 'apiVersion: ${apiVersion}\\nkind: ExecCredential\\nstatus:\\n  token: tok\\n'\n`,
    ),
    expect: asTok,
  },
  {
    name: 'a client certificate from a plugin',
    source: 'exec.go cert',
    files: plugin({}, answer(pairStatus)),
    expect: { ...anonymous, client: 'client.test' },
  },
  {
    name: 'a client certificate and a token from a plugin',
    source: 'exec.go',
    files: plugin({}, answer({ ...pairStatus, token: 'tok' })),
    expect: { ...asTok, client: 'client.test' },
  },
  {
    name: 'a token before a plugin',
    source: 'exec.go UpdateTransportConfig',
    files: one(https, { token: 'tok', exec: { ...exec, command: './missing' } }),
    expect: asTok,
  },
  {
    name: 'a client certificate before a plugin',
    source: 'exec.go UpdateTransportConfig',
    files: one(https, {
      'client-certificate-data': base64(clientCert),
      'client-key-data': base64(clientKey),
      exec: { ...exec, command: './missing' },
    }),
    expect: { ...anonymous, client: 'client.test' },
  },
  {
    name: 'v1 without a mode',
    source: 'validation.go validateAuthInfo',
    files: plugin({ interactiveMode: undefined }),
    expect: { refused: /exec\.interactiveMode: missing/ },
  },
  {
    name: 'a mode that is not known',
    source: 'validation.go validateAuthInfo',
    files: plugin({ interactiveMode: 'Maybe' }),
    expect: { refused: /exec\.interactiveMode: expected/ },
  },
  {
    name: 'a plugin that needs a terminal',
    source: 'exec.go isInteractive',
    files: plugin({ interactiveMode: 'Always' }),
    expect: { refused: /interactiveMode: "Always" needs a terminal/ },
  },
  {
    name: 'a version that was removed',
    source: 'exec.go newAuthenticator',
    files: plugin({ apiVersion: 'client.authentication.k8s.io/v1alpha1' }),
    expect: { refused: /exec\.apiVersion: expected/ },
  },
  {
    name: 'no command and a variable without a name',
    source: 'validation.go validateAuthInfo',
    files: plugin({ command: '', env: [{ value: 'b' }] }),
    expect: { refused: /exec\.command: missing; .*exec\.env\[0\]\.name: missing/ },
  },
  {
    name: 'a plugin and a provider',
    source: 'validation.go validateAuthInfo',
    files: one(https, { exec, 'auth-provider': { name: 'oidc' } }),
    expect: { refused: /exec cannot be combined with auth-provider/ },
  },
];
