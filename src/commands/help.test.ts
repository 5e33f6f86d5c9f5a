import { describe, expect, it } from 'vitest';
import { flagList } from '../config/flags.ts';
import { compileOptions } from '../config/options.ts';
import { resources } from '../resources/index.ts';
import { asksForHelp, commandHelp, EXAMPLES, help, programHelp } from './help.ts';
import { commands } from './index.ts';

const find = (name: string) => commands.find((command) => command.name === name)!;

describe('help', () => {
  it('lists every command and every flag, and wraps at the width of the terminal', () => {
    const text = programHelp(commands);
    for (const { name, summary } of commands)
      expect(text).toMatch(new RegExp(`^  ${name} +${summary.split(' ').join('\\s+')}`, 'm'));
    for (const { name } of flagList) expect(text).toMatch(new RegExp(`^  (-., |    )--${name}( |$)`, 'm'));
    const longest = (lines: string): number => Math.max(...lines.split('\n').map((line) => line.length));
    expect(longest(text)).toBeLessThanOrEqual(80);
    expect(longest(programHelp(commands, 120))).toBeGreaterThan(100);
    expect(longest(programHelp(commands, 120))).toBeLessThanOrEqual(120);
  });

  it.each([40, 80, 120, 200])('of each command is wrapped at %i columns, but for commands to copy', (columns) => {
    for (const command of commands) {
      const lines = commandHelp(command, columns).split('\n');
      const long = lines.filter((line) => line.length > columns && /\S\s\S/.test(line.trim().replace(/^-., /, '')));
      const copied = new Set((command.notes ?? '').split('\n').filter((line) => line.startsWith(' ')));
      expect(long.filter((line) => !copied.has(line) && !/^ {2}(?: {4}|-., )--\S+ \S+$/.test(line))).toEqual([]);
    }
  });

  it('has the flags of the exporter by group, with its example, where a command takes them', () => {
    for (const name of ['serve', 'demo', 'rbac', 'plan']) {
      const text = commandHelp(find(name), 120);
      for (const [group, example] of Object.entries(EXAMPLES)) {
        expect(text).toContain(`\n\n${group}:\n  Example: ${example}\n      --`);
      }
    }
    expect(commandHelp(find('demo'))).toMatch(/\nFlags:\n {6}--pods int\n[\s\S]*\nCluster:\n/);
    expect(commandHelp(find('serve'))).not.toContain('\nFlags:');
  });

  it('shows choices and defaults', () => {
    const text = programHelp(commands);
    expect(text).toContain('--sharding-algorithm jump|md5|range\n');
    expect(text).toContain('(default jump)');
    expect(text).toContain('      --port int\n          port to serve metrics on (default 8080)\n');
    expect(text).toContain('  -v, --v int\n');
  });

  it('tells about one command with its own flags', () => {
    expect(commandHelp(find('simulate'))).toMatch(/kube-state-metrics simulate \[flags\]\n\nFlags:\n {6}--pods int\n/);
    expect(commandHelp(find('simulate'))).not.toContain('--resources');
    expect(commandHelp(find('rbac'))).toContain('--resources');
    expect(commandHelp(find('help'))).not.toContain('Flags:');
  });

  it('prints the help of the command that is named', () => {
    const printed: string[] = [];
    const program = {
      commands,
      width: 80,
      print: (text: string) => void printed.push(text),
      stopSignal: async () => {},
      onReload: () => {},
    };
    help.run([], program);
    help.run(['completion'], program);
    expect(printed).toEqual([programHelp(commands), commandHelp(find('completion'))]);
    expect(() => help.run(['me'], program)).toThrow(
      'help: expected one of serve, demo, simulate, rbac, check-config, crs, plan, diff, explore, version',
    );
  });

  it('has an example for each group of flags that has an effect, which is right', () => {
    const groups = new Set(flagList.filter(({ group }) => !group.startsWith('Accepted')).map(({ group }) => group));
    expect(Object.keys(EXAMPLES)).toEqual([...groups]);
    const ofAll = { resources };
    for (const example of Object.values(EXAMPLES)) {
      const words = example.split(' ').filter((word) => !word.startsWith('/') && word !== '--config');
      expect(() => compileOptions(words, ofAll)).not.toThrow();
    }
  });

  it('is asked for anywhere among the arguments', () => {
    expect(asksForHelp(['--port=1', '-h'])).toBe(true);
    expect(asksForHelp(['--help'])).toBe(true);
    expect(asksForHelp(['help', '--helpful'])).toBe(false);
  });
});
