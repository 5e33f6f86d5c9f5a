import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { readArguments } from './arguments.ts';
import { overrideGiven, readFileValues } from './file-values.ts';
import { flagList, flags } from './flags.ts';
import { compileReading } from './options.ts';

const known = {
  resources: ['pods', 'nodes'].map((plural) => ({ plural, byDefault: true, identityLabels: [] })),
};
const read = (yaml: string) => readFileValues(parse(yaml) as Record<string, unknown>, 'x.yaml', flagList);
const compile = (yaml: string) => compileReading(read(yaml), known);

describe('a configuration file', () => {
  it('sets options by the keys of kube-state-metrics, in its forms', () => {
    const options = compile(`
resources: { pods: {}, nodes: {} }
namespaces: [a, b]
metric_allowlist: { 'kube_pod_.{1,3}': {} }
labels_allow_list: { pods: [app, 'example.org/*'] }
port: 9090
object_limit: 10
enable_gzip_encoding: false
server_read_timeout: 90s
namespace: monitoring
use_api_server_cache: true
`);
    expect(options).toMatchObject({
      resources: ['nodes', 'pods'],
      namespaces: ['a', 'b'],
      metricAllowlist: [/kube_pod_.{1,3}/],
      labelsAllowlist: new Map([['pods', ['app', 'example.org/*']]]),
      port: 9090,
      objectLimit: 10,
      gzip: false,
      readTimeoutMs: 90_000,
      podNamespace: 'monitoring',
      useApiserverCache: true,
    });
  });

  it('names file and key with each value', () => {
    expect(read('port: 9090').given.get('port')).toEqual([{ origin: 'config file x.yaml: key port', value: '9090' }]);
  });

  it('takes a key without a value as absent, and prefers the newer of two keys', () => {
    expect(read('port:').given.size).toBe(0);
    for (const yaml of [
      'custom_resource_config_file: old\ncustom_resource_state_config_file: new',
      'custom_resource_state_config_file: new\ncustom_resource_config_file: old',
    ]) {
      expect(compile(yaml).customResourceConfigFile).toBe('new');
    }
    expect(compile('custom_resource_config_file: old').customResourceConfigFile).toBe('old');
  });

  it('reports every problem at once, each with file and key', () => {
    const yaml =
      'port: high\nshard: 5\nhost: [a]\ntelemetry_prot: 1\nzzz: 1\nlabels_allow_list: { foo: [a] }\nconfig: y.yaml\n';
    const lines = [
      'config file x.yaml: key telemetry_prot: unknown key: did you mean telemetry_port?',
      'config file x.yaml: key zzz: unknown key',
      'config file x.yaml: key config: unknown key',
      'config file x.yaml: key host: expected text, found a list',
      'config file x.yaml: key port: expected a whole number, found "high"',
      'config file x.yaml: key labels_allow_list: unknown resource "foo"; expected one of pods, nodes',
      'config file x.yaml: key shard: expected 0 to 0 (--total-shards is 1), found 5',
    ];
    expect(() => compile(yaml)).toThrow(expect.objectContaining({ message: lines.join('\n') }));
  });

  it('overrides the command line, flag by flag', () => {
    const args = readArguments(['--port=1', '--host=h', '--namespaces=a'], flags);
    const file = read('port: 2\nnamespaces: [b]');
    const options = compileReading({ given: overrideGiven(args.given, file.given), problems: [] }, known);
    expect(options).toMatchObject({ port: 2, host: 'h', namespaces: ['b'] });
  });
});
