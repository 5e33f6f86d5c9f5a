import { expect, it } from 'vitest';
import { flagsPage } from './flags-page.ts';

const row = (name: string): string =>
  flagsPage()
    .split('\n')
    .find((line) => line.startsWith(`| \`--${name}\``))!;

it('shows choices, file key and what a change of a flag touches', () => {
  expect(row('sharding-algorithm')).toMatch(
    /^\| `--sharding-algorithm` ° \| one of jump, md5, range \| `jump` \| `sharding_algorithm` \| fleet \| .*md5 \(/,
  );
  expect(row('metric-labels-allowlist')).toContain('| `labels_allow_list` | resources |');
  expect(row('port')).toContain('| a whole number | `8080` | `port` | listeners |');
  expect(row('log_dir')).toContain('no effect: ');
});

it('has the commands, and the flags of those that have their own', () => {
  const page = flagsPage();
  expect(page).toContain('| `completion bash\\|zsh\\|fish\\|powershell` | print a completion script');
  expect(page).toMatch(
    /## Flags of `simulate`\n\n.*\n.*\n\| `--pods` \| a whole number \| `8000` \| number of pods \|/,
  );
  expect([...page.matchAll(/^## Flags of `(\w+)`/gm)].map(([, name]) => name)).toEqual([
    'demo',
    'simulate',
    'crs',
    'plan',
    'diff',
    'explore',
    'version',
  ]);
});
