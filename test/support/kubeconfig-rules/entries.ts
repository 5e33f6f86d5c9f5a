import { anonymous, asTok, config, https, one, type Rule } from './rule.ts';

/** Entries and forms of the file. */
export const entries: readonly Rule[] = [
  {
    name: 'a token',
    source: 'client_config.go getUserIdentificationPartialConfig',
    files: one(https, { token: 'tok' }),
    expect: asTok,
  },
  {
    name: 'an incomplete other context and cluster',
    source: 'client_config.go ConfirmUsable',
    files: one(
      https,
      { token: 'tok' },
      {
        contexts: [
          { name: 'x', context: { cluster: 'c', user: 'u' } },
          { name: 'scratch', context: { namespace: 'a' } },
        ],
        clusters: [
          { name: 'c', cluster: https },
          { name: 'left-over', cluster: { 'insecure-skip-tls-verify': true } },
        ],
      },
    ),
    expect: asTok,
  },
  {
    name: 'a missing CA file of another cluster',
    source: 'client_config.go ConfirmUsable',
    files: one(
      https,
      { token: 'tok' },
      {
        clusters: [
          { name: 'c', cluster: https },
          { name: 'o', cluster: { server: 'https://o', 'certificate-authority': '/missing' } },
        ],
      },
    ),
    expect: asTok,
  },
  {
    name: 'base64 in another user that is none',
    source: 'loader.go Load',
    files: one(
      https,
      {},
      {
        users: [
          { name: 'u', user: { token: 'tok' } },
          { name: 'o', user: { 'client-key-data': '***' } },
        ],
      },
    ),
    expect: { refused: /users\["o"\]\.user\.client-key-data: not valid base64/ },
  },
  {
    name: 'a context without a user',
    source: 'client_config.go getAuthInfo',
    files: one(https, {}, { users: [] }),
    expect: anonymous,
  },
  {
    name: 'unknown fields',
    source: 'apimachinery json serializer, not strict',
    files: one({ ...https, colour: 'red' }, { token: 'tok', 'token-file': 'x' }, { theme: { a: 1 } }),
    expect: asTok,
  },
  {
    name: 'field names in another case',
    source: 'apimachinery json serializer, case-sensitive',
    files: one(https, { Token: 'tok' }),
    expect: anonymous,
  },
  {
    name: 'a number for a text',
    source: 'apimachinery json serializer',
    files: one(https, { token: 12345 }),
    expect: { refused: /users\["u"\]\.user\.token: expected a string, found a number/ },
  },
  {
    name: 'null for lists and mappings',
    source: 'encoding/json',
    files: one({ ...https, extensions: null }, { token: 'tok', exec: null, 'as-groups': null }),
    expect: asTok,
  },
  {
    name: 'a name that is used twice',
    source: 'api/v1/conversion.go',
    files: one(
      https,
      {},
      {
        users: [
          { name: 'u', user: { token: 'tok' } },
          { name: 'u', user: {} },
        ],
      },
    ),
    expect: { refused: /users\["u"\]: the name is used twice/ },
  },
  {
    name: 'a kind of another name',
    source: 'loader.go Load',
    files: one(https, {}, { kind: 'Configuration' }),
    expect: { refused: /expected kind Config of apiVersion v1/ },
  },
  {
    name: 'neither kind nor apiVersion',
    source: 'loader.go Load',
    files: { config: config(https, { token: 'tok' }).replace('"apiVersion":"v1","kind":"Config",', '') },
    expect: asTok,
  },
  {
    name: 'YAML 1.1 with an anchor, a merge key and yes for true',
    source: 'sigs.k8s.io/yaml',
    files: {
      config: `current-context: x
contexts: [{name: x, context: {cluster: c, user: u}}]
defaults: &d {insecure-skip-tls-verify: yes}
clusters: [{name: c, cluster: {<<: *d, server: "$HTTPS"}}]
users: [{name: u, user: {token: 2001-01-01}}]
`,
    },
    expect: { over: 'https', authorization: 'Bearer 2001-01-01' },
  },
  {
    name: 'a key that is there twice',
    source: 'internal/wrapper.go of kube-state-metrics, which reads it by viper first',
    files: { config: config(https, { token: 'tok' }).replace('"token":"tok"', '"token":"old","token":"tok"') },
    expect: { refused: /not valid YAML: duplicate key/ },
  },
  {
    name: 'only the first document',
    source: 'sigs.k8s.io/yaml',
    files: { config: `${config(https, { token: 'tok' })}\n---\ncurrent-context: other\n` },
    expect: asTok,
  },
  {
    name: 'JSON with tabs and a byte order mark',
    source: 'sigs.k8s.io/yaml',
    files: { config: `\uFEFF${JSON.stringify(JSON.parse(config(https, { token: 'tok' })), null, '\t')}` },
    expect: asTok,
  },
  {
    name: 'broken YAML',
    source: 'loader.go Load',
    files: { config: 'clusters: [\n' },
    expect: { refused: /config: not valid YAML/ },
  },
  {
    name: 'a list at the top',
    source: 'loader.go Load',
    files: { config: '- a\n' },
    expect: { refused: /expected a mapping, found a list/ },
  },
  {
    name: 'an empty file',
    source: 'client_config.go ConfirmUsable',
    files: { config: '' },
    expect: { refused: /: the file is empty;/ },
  },
  {
    name: 'a current context that is not there',
    source: 'client_config.go ConfirmUsable',
    files: one(https, {}, { 'current-context': 'y' }),
    expect: { refused: /current-context: no context is named "y"/ },
  },
  {
    name: 'no current context',
    source: 'client_config.go ConfirmUsable',
    files: one(https, {}, { 'current-context': '' }),
    expect: { refused: /names no cluster/ },
  },
  {
    name: 'a cluster that is not there',
    source: 'client_config.go getCluster',
    files: one(https, {}, { clusters: [] }),
    expect: { refused: /names no cluster/ },
  },
  {
    name: 'a cluster without a server',
    source: 'validation.go validateClusterInfo',
    files: one({ 'insecure-skip-tls-verify': true }),
    expect: { refused: /clusters\["c"\]\.cluster\.server: missing/ },
  },
  {
    name: 'a kubeconfig that is not there',
    source: 'loader.go Load',
    files: {},
    expect: { refused: /--kubeconfig .*config: no such file/ },
  },
];
