import { describe, expect, it } from 'vitest';
import { compileOptions } from './options.ts';

const known = {
  resources: [
    {
      plural: 'pods',
      byDefault: true,
      identityLabels: [
        ['pod', 'name'],
        ['uid', 'uid'],
      ] as const,
    },
    { plural: 'nodes', byDefault: true, identityLabels: [['node', 'name']] as const },
    { plural: 'roles', byDefault: false, identityLabels: [] },
  ],
};
const compile = (...argv: string[]) => compileOptions(argv, known);

describe('compileOptions', () => {
  it('has the defaults of the reference', () => {
    expect(compile()).toMatchObject({
      resources: ['nodes', 'pods'],
      namespaces: [],
      host: '::',
      port: 8080,
      telemetryHost: '::',
      telemetryPort: 8081,
      shard: 0,
      totalShards: 1,
      objectLimit: 0,
      readTimeoutMs: 60_000,
      writeTimeoutMs: 60_000,
      idleTimeoutMs: 300_000,
      readHeaderTimeoutMs: 5_000,
      shutdownTimeoutMs: 25_000,
      gzip: true,
      notices: [],
    });
  });

  it('adds up lists, and takes the last of other flags', () => {
    const options = compile('--namespaces=a, b,,a', '--namespaces', 'c', '--port=1', '--port=2');
    expect(options.namespaces).toEqual(['a', 'b', 'c']);
    expect(options.port).toBe(2);
  });

  it('takes --resource for --resources, and an empty list for the default', () => {
    expect(compile('--resource=roles').resources).toEqual(['roles']);
    expect(compile('--resources=,').resources).toEqual(['nodes', 'pods']);
  });

  it('takes no value after a boolean but one behind =', () => {
    expect(compile('--enable-gzip-encoding=false').gzip).toBe(false);
    expect(compile('--enable-gzip-encoding').gzip).toBe(true);
    expect(() => compile('--enable-gzip-encoding', 'false')).toThrow('unexpected argument "false"');
  });

  it('lets the last allow-list count', () => {
    const options = compile('--metric-labels-allowlist=pods=[a]', '--metric-labels-allowlist=nodes=[b,c/*]');
    expect([...options.labelsAllowlist]).toEqual([['nodes', ['b', 'c/*']]]);
  });

  it('shows pods only with --node, and says so', () => {
    const options = compile('--node=n1');
    expect(options.resources).toEqual(['pods']);
    expect(options.notices).toEqual([expect.stringContaining('--node')]);
    expect(() => compile('--node=n1', '--resources=pods,nodes')).toThrow('nodes cannot be selected by node');
  });

  it('says that logs stay on standard error where they have no file', () => {
    expect(compile('--logtostderr=false').notices).toEqual(['--logtostderr=false has no effect without --log_file']);
    expect(compile('--logtostderr=false', '--log_file=x').notices).toEqual([]);
  });

  it('says which flags are without effect', () => {
    expect(compile('--log_dir=/x', '--custom-resource-state-config-file=x').notices).toEqual([
      expect.stringContaining('--log_dir has no effect'),
    ]);
  });

  it('tells all faults at once, each with its flag and what was expected', () => {
    const faulty = () =>
      compile('--port=x', '--resources=pods,foo', '--shard=5', '--total-shards=2', '--server-read-timeout=1y');
    expect(faulty).toThrow(/--resources: unknown resource "foo"; expected one of pods, nodes, roles/);
    expect(faulty).toThrow(/--port: expected a whole number, found "x"/);
    expect(faulty).toThrow(/--shard: expected 0 to 1/);
    expect(faulty).toThrow(/--server-read-timeout: expected a duration/);
  });

  it.each([
    [['--nosuch'], 'unknown flag --nosuch'],
    [['--resorces=pods'], 'did you mean --resources?'],
    [['positional'], 'unexpected argument "positional"'],
    [['--port'], '--port: expected a value'],
    [['--port=70000'], 'expected a port'],
    [['--total-shards=0'], 'expected at least 1'],
    [['--sharding-algorithm=crc'], '--sharding-algorithm: expected one of jump, md5, range, found "crc"'],
    [['--shard-lease=A_b', '--pod-namespace=n'], '--shard-lease: expected up to 50 lower-case letters'],
    [['--shard-lease=a'], 'expected --pod-namespace with it'],
    [['--shard-lease=a', '--pod-namespace=n', '--shard=0'], '--shard-lease and --shard are mutually exclusive'],
    [['--shard-lease=a', '--pod-namespace=n', '--node=n'], '--shard-lease and --node are mutually exclusive'],
    [['--shard-lease=a', '--pod-namespace=n', '--shard-lease-duration=1s'], 'expected at least 2s'],
    [['--shard-lease=a', '--pod-namespace=n', '--total-shards=1025'], '--total-shards: expected at most 1024'],
    [['--shard=-1', '--total-shards=2'], 'expected 0 to 1'],
    [['--metric-allowlist=a', '--metric-denylist=b'], 'are mutually exclusive'],
    [['--metric-labels-allowlist=pods=[a,,b]', '--metric-labels-allowlist=pods=[a]'], 'expected a key'],
    [['--namespace-selector=a=b,'], '--namespace-selector: expected a label selector: '],
    [['--object-label-selector=pods=a in (b'], '--object-label-selector: pods: expected a label selector: '],
    [['--metric-allowlist=*bad'], 'expected an ECMAScript pattern, found "*bad"'],
    [['--metric-opt-in-list=(?=x)y'], 'without look-around'],
    [['--logtostderr=maybe'], /^--logtostderr: expected true or false, found "maybe"$/],
    [['--auto-gomemlimit=x'], /^--auto-gomemlimit: expected true or false, found "x"$/],
    [['--log_file_max_size', 'big'], '--log_file_max_size: expected a whole number, found "big"'],
    [['--finished-pod-max-age=-5m'], '--finished-pod-max-age: expected 0s or more, found -5m'],
    [['--shutdown-timeout=-1s'], '--shutdown-timeout: expected 0s or more, found -1s'],
    [['--reshard-grace=-1s'], '--reshard-grace: expected 0s or more, found -1s'],
    [['--handover-timeout=-1s', '--handover-overlap=-2s'], '--handover-overlap: expected 0s or more, found -2s'],
    [['--server-write-timeout=9999999h'], '--server-write-timeout: expected a duration'],
    [['--auto-gomemlimit', '--auto-gomemlimit-ratio=2'], 'at most 1'],
  ])('refuses %j', (argv, message) => {
    expect(() => compile(...argv)).toThrow(message);
  });

  it('takes negative limits for none, and dashes as values of flags that take one', () => {
    expect(compile('--object-limit', '-1').objectLimit).toBe(0);
    expect(compile('-v', '4').verbosity).toBe(4);
    expect(compile('-v=5').verbosity).toBe(5);
  });
});
