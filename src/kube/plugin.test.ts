import { beforeEach, describe, expect, it } from 'vitest';
import { clientCert, clientKey } from '../../test/support/pki.ts';
import { TestClock } from '../../test/support/test-clock.ts';
import type { ProcessEnd, ProcessStart } from '../base/processes.ts';
import { formatUtc } from '../base/utc-time.ts';
import type { ExecConfig } from './kubeconfig.ts';
import { Plugin } from './plugin.ts';

const apiVersion = 'client.authentication.k8s.io/v1';
const exec: ExecConfig = {
  apiVersion,
  command: 'get-token',
  args: ['a'],
  env: [{ name: 'OWN', value: '1' }],
  installHint: 'run \u001b[1mapt\u001b[0m install get-token',
  provideClusterInfo: false,
  interactiveMode: 'IfAvailable',
};

let clock: TestClock;
let runs: ProcessStart[];
let lines: object[];
/** What the plugin does at its next runs. */
let end: () => Promise<ProcessEnd>;
beforeEach(() => {
  [clock, runs, lines] = [new TestClock(), [], []];
  end = async () => wrote({ token: `token-${runs.length}` });
});

const ended = (stdout: string, code = 0, stderr = ''): ProcessEnd => ({
  code,
  signal: undefined,
  killedFor: undefined,
  stdout,
  stderr,
});
const wrote = (status: object | undefined, more: object = {}): ProcessEnd =>
  ended(JSON.stringify({ apiVersion, kind: 'ExecCredential', status, ...more }));

function open(config: Partial<ExecConfig> = {}): Plugin {
  const processes = {
    run: (how: ProcessStart) => {
      runs.push(how);
      return end();
    },
  };
  const note = (fields: object): void => void lines.push(fields);
  const log = { info: note, warn: note };
  return new Plugin({ ...exec, ...config }, 'users["u"].user.exec', {
    processes,
    clock,
    env: { PATH: '/bin', OWN: '0' },
    log,
    cluster: () => undefined,
  });
}
const token = async (plugin: Plugin): Promise<string | undefined> => (await plugin.current()).authorization;

describe('a credential plugin', () => {
  it('runs with its arguments, its variables and KUBERNETES_EXEC_INFO', async () => {
    await open().current();
    expect(runs[0]).toMatchObject({ command: 'get-token', args: ['a'], env: { PATH: '/bin', OWN: '1' } });
    expect(JSON.parse(runs[0]!.env.KUBERNETES_EXEC_INFO!)).toEqual({
      kind: 'ExecCredential',
      apiVersion,
      spec: { interactive: false },
    });
  });

  it('runs once for all who ask at once, and is not run again while nothing expires', async () => {
    const plugin = open();
    const identities = await Promise.all([plugin.current(), plugin.current(), plugin.current()]);
    clock.pass(86_400_000);
    identities.push(await plugin.current());
    expect(new Set(identities).size).toBe(1);
    expect(runs).toHaveLength(1);
  });

  it('runs again after the expiry', async () => {
    const plugin = open();
    end = async () => wrote({ token: `t${runs.length}`, expirationTimestamp: formatUtc(clock.unixMs() + 60_000, 0) });
    expect(await token(plugin)).toBe('Bearer t1');
    clock.pass(59_000);
    expect(await token(plugin)).toBe('Bearer t1');
    clock.pass(2_000);
    expect(await token(plugin)).toBe('Bearer t2');
  });

  it('is not run more than once a second where what it returns has expired already', async () => {
    const plugin = open();
    end = async () => wrote({ token: 't', expirationTimestamp: '1970-01-01T00:00:00Z' });
    clock.pass(5_000);
    for (let i = 0; i < 20; i++) {
      await plugin.current();
      clock.pass(100);
    }
    expect(runs.length).toBeLessThanOrEqual(3);
  });

  it('runs again once when the server refuses what it returned, whoever says so first', async () => {
    const plugin = open();
    const [first, same] = [await plugin.current(), await plugin.current()];
    plugin.refuse(first);
    const next = await plugin.current();
    plugin.refuse(same);
    expect(await plugin.current()).toBe(next);
    expect(next.authorization).toBe('Bearer token-2');
    expect(runs).toHaveLength(2);
  });

  it('runs ever more rarely where the server refuses everything', async () => {
    const plugin = open();
    for (let i = 0; i < 300; i++) {
      plugin.refuse(await plugin.current());
      clock.pass(1_000);
    }
    expect(runs.length).toBeGreaterThan(4);
    expect(runs.length).toBeLessThan(12);
  });

  it('waits ever longer while it fails; all get the same error meanwhile', async () => {
    const plugin = open();
    end = async () => ended('', 3);
    for (let i = 0; i < 600; i++) {
      await expect(plugin.current()).rejects.toMatchObject({
        code: 'CREDENTIALS',
        message: 'users["u"].user.exec: plugin get-token failed with exit code 3',
      });
      clock.pass(100);
    }
    expect(runs.length).toBeGreaterThan(3);
    expect(runs.length).toBeLessThan(9);
    end = async () => wrote({ token: 'good' });
    clock.pass(60_000);
    expect(await token(plugin)).toBe('Bearer good');
  });

  it('keeps what was refused but has not expired where it fails', async () => {
    const plugin = open();
    const first = await plugin.current();
    end = async () => ended('', 1);
    plugin.refuse(first);
    expect(await plugin.current()).toBe(first);
    expect(await plugin.current()).toBe(first);
    expect(runs).toHaveLength(2);
  });

  it('returns certificates, which are good for as long as they say', async () => {
    end = async () => wrote({ clientCertificateData: clientCert, clientKeyData: clientKey });
    expect(await open().current()).toEqual({ authorization: undefined, pair: { cert: clientCert, key: clientKey } });
  });

  it.each([
    ['not JSON or YAML', ended('{secret'), 'standard output: not valid YAML'],
    ['nothing', ended(''), 'expected kind ExecCredential'],
    ['another version', wrote({ token: 'secret' }, { apiVersion: `${apiVersion}beta1` }), `of ${apiVersion}, found`],
    ['another kind', wrote({ token: 'secret' }, { kind: 'Token' }), 'found kind "Token"'],
    ['no status', wrote(undefined), 'has no status'],
    ['an empty status', wrote({}), 'no token and no certificate'],
    ['half a pair', wrote({ clientKeyData: 'secret' }), 'status.clientCertificateData: missing'],
    ['no certificate', wrote({ clientKeyData: 'secret', clientCertificateData: 'secret' }), 'no certificate in PEM'],
    ['a number', wrote({ token: 7 }), 'status.token: expected a string, found a number'],
    ['no time', wrote({ token: 'secret', expirationTimestamp: 'secret' }), 'expected a time in RFC 3339'],
    ['a line break', wrote({ token: 'sec\nret' }), 'characters that cannot be in a header'],
    ['too long a run', { ...ended(''), killedFor: 'time' as const }, 'did not end within 60 s and was killed'],
    ['a signal', { ...ended(''), code: undefined, signal: 'SIGSEGV' }, 'was ended by SIGSEGV'],
  ])('names %s as an error, without the output', async (_, result, message) => {
    end = async () => result;
    const failure = await open().current().catch(String);
    expect(failure).toContain(message);
    expect(failure).not.toContain('secret');
  });

  it('says how to install a plugin that is not there, in plain text', async () => {
    end = () => Promise.reject(Object.assign(new Error('spawn get-token ENOENT'), { code: 'ENOENT' }));
    await expect(open().current()).rejects.toThrow('plugin get-token not found; run apt install get-token');
  });

  it('passes standard error to the log, without secrets and control characters', async () => {
    const secret = 'eyJhbGciOiJSUzI1NiIsImtpZCI6IiJ9.eyJzdWIiOiJhYmNkZWZnaGlqayJ9.c2lnbmF0dXJl';
    end = async () => ({
      ...wrote({ token: secret }),
      stderr: `\u001b[31mwarning\u001b[0m: got ${secret}, password=abc\n`,
    });
    await open().current();
    expect(lines).toEqual([{ command: 'get-token', stderr: 'warning: got ***, ***' }]);
  });
});
