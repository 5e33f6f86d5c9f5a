import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { commands } from '../index.ts';
import { completionScript } from './scripts.ts';

const completed = { commands, resources: ['pods', 'nodes', 'poddisruptionbudgets'] };

/** What bash offers where `words` end, as its own word splitting gives them to the script. */
function complete(...words: string[]): readonly string[] {
  const script = `${completionScript('bash', completed)}
COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _kube_state_metrics; echo "\${COMPREPLY[@]}"`;
  const args = ['--norc', '-c', script, 'bash', 'kube-state-metrics', ...words];
  return execFileSync('bash', args, { encoding: 'utf8' }).trim().split(/\s+/);
}

describe('completion in bash', () => {
  it.each<[readonly string[], readonly string[]]>([
    [['si'], ['simulate']],
    [['--shard-l'], ['--shard-lease', '--shard-lease-duration']],
    [['--port', '1', '--metric-pro'], ['--metric-profile']],
    [
      ['simulate', '--no'],
      ['--nodes', '--no-watchlist'],
    ],
    [
      ['rbac', '--shard-l'],
      ['--shard-lease', '--shard-lease-duration'],
    ],
    [
      ['--sharding-algorithm', ''],
      ['jump', 'md5', 'range'],
    ],
    [
      ['--sharding-algorithm', '='],
      ['jump', 'md5', 'range'],
    ],
    [['--sharding-algorithm', '=', 'm'], ['md5']],
    [['demo', '--metric-profile', 'a'], ['alerts']],
    [
      ['completion', ''],
      ['bash', 'zsh', 'fish', 'powershell'],
    ],
    [['help', 'v'], ['version']],
    [
      ['--resources', 'po'],
      ['pods', 'poddisruptionbudgets'],
    ],
    [
      ['--resources', '=', 'nodes,po'],
      ['nodes,pods', 'nodes,poddisruptionbudgets'],
    ],
    [['--kubeconfig', 'tsco'], ['tsconfig.json']],
    [['check-config', 'tsco'], ['tsconfig.json']],
    [['--port', 'tsco'], ['']],
    [
      ['diff', '-o', ''],
      ['table', 'json'],
    ],
    [['crs', '-f', 'tsco'], ['tsconfig.json']],
  ])('offers for %j: %j', (words, offered) => {
    expect(complete(...words)).toEqual(offered);
  });

  it('offers commands first only, and no flags of another command', () => {
    expect(complete('')).toEqual(expect.arrayContaining(['demo', 'rbac', '--port', '--resources']));
    expect(complete('--port', '1', '')).not.toContain('demo');
    expect(complete('simulate', '')).not.toContain('--resources');
  });
});

/** Whether a shell is on the machine. */
function has(shell: string): boolean {
  try {
    execFileSync(shell, ['-c', 'exit 0']);
    return true;
  } catch {
    return false;
  }
}

describe.skipIf(!has('zsh'))('completion in zsh', () => {
  it('can be sourced', () => {
    const script = completionScript('zsh', completed);
    const call = 'autoload -Uz compinit; compinit -u -D; source <(cat); echo "$_comps[kube-state-metrics]"';
    const printed = execFileSync('zsh', ['-f', '-c', call], { input: script, encoding: 'utf8' });
    expect(printed).toBe('_kube_state_metrics\n');
  });
});

describe.skipIf(!has('fish'))('completion in fish', () => {
  it.each([
    ['kube-state-metrics si', 'simulate'],
    ['kube-state-metrics --sharding-algorithm m', 'md5'],
    ['kube-state-metrics --resources no', 'nodes'],
    ['kube-state-metrics completion z', 'zsh'],
  ])('offers for %j: %j', (line, offered) => {
    const script = `${completionScript('fish', completed)}\ncomplete -C "${line}"`;
    expect(execFileSync('fish', ['--no-config', '-c', script], { encoding: 'utf8' }).split('\t')[0]!.trim()).toBe(
      offered,
    );
  });
});

describe('the other scripts', () => {
  it('have commands, flags with descriptions, and values', () => {
    const zsh = completionScript('zsh', completed);
    expect(zsh).toMatch(/^ {4}simulate\)$/m);
    expect(zsh).toContain("'*--churn=[changes per second]:int: '");
    expect(zsh).toMatch(/'\*--sharding-algorithm=\[.*\]:jump md5 range:\(jump md5 range\)'/);
    expect(zsh).toMatch(/'\*--kubeconfig=\[.*\]:string:_files'/);
    const powershell = completionScript('powershell', completed);
    expect(powershell).toContain("'serve --sharding-algorithm' = @('jump', 'md5', 'range')");
    expect(powershell).toContain("@('simulate', 'simulate the API server of a cluster that changes')");
  });

  it.each([undefined, '', 'tcsh', 'toString'])('are refused for the shell %j', (shell) => {
    expect(() => completionScript(shell, completed)).toThrow(
      `completion: expected bash, zsh, fish or powershell, found "${shell ?? ''}"`,
    );
  });
});
