import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { completionScript } from './completion.ts';
import { commands } from './index.ts';

/** What bash offers where `words` end, as its own word splitting gives them to the script. */
function complete(...words: string[]): readonly string[] {
  const script = `${completionScript('bash', commands)}
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
      ['bash', 'zsh', 'fish'],
    ],
    [['help', 'v'], ['version']],
  ])('offers for %j: %j', (words, offered) => {
    expect(complete(...words)).toEqual(offered);
  });

  it('offers commands first only, and no flags of another command', () => {
    expect(complete('')).toEqual(expect.arrayContaining(['demo', 'rbac', '--port', '--resources']));
    expect(complete('--port', '1', '')).not.toContain('demo');
    expect(complete('simulate', '')).not.toContain('--resources');
  });
});

describe('the other scripts', () => {
  it('have commands, flags by command, and the values of enumerations', () => {
    const zsh = completionScript('zsh', commands);
    expect(zsh).toMatch(/^ {2}simulate\) .*'--churn=:value:'/m);
    expect(zsh).toMatch(/^ {2}\*\) .*'--sharding-algorithm=:value:\(jump md5 range\)'/m);
    const fish = completionScript('fish', commands);
    expect(fish).toContain('-n __fish_use_subcommand -a simulate');
    expect(fish).toMatch(/^complete .*seen_subcommand_from simulate' -l churn -r /m);
    expect(fish).toMatch(/^complete .*-l sharding-algorithm -x -a 'jump md5 range' /m);
  });

  it.each([undefined, '', 'tcsh', 'toString'])('are refused for the shell %j', (shell) => {
    expect(() => completionScript(shell, commands)).toThrow(
      `completion: expected bash, zsh or fish, found "${shell ?? ''}"`,
    );
  });
});
