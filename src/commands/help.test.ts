import { describe, expect, it } from 'vitest';
import { flagList } from '../config/flags.ts';
import { asksForHelp, commandHelp, help, programHelp } from './help.ts';
import { commands } from './index.ts';

const find = (name: string) => commands.find((command) => command.name === name)!;

describe('help', () => {
  it('lists every command and every flag within 100 columns', () => {
    const text = programHelp(commands);
    for (const { name, summary } of commands) expect(text).toMatch(new RegExp(`^  ${name} +${summary}`, 'm'));
    for (const { name } of flagList) expect(text).toMatch(new RegExp(`^  (-., |    )--${name}( |$)`, 'm'));
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100);
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
      print: (text: string) => void printed.push(text),
      stopSignal: async () => {},
      onReload: () => {},
    };
    help.run([], program);
    help.run(['completion'], program);
    expect(printed).toEqual([programHelp(commands), commandHelp(find('completion'))]);
    expect(() => help.run(['me'], program)).toThrow(
      'help: expected one of serve, demo, simulate, rbac, check-config, crs, version',
    );
  });

  it('is asked for anywhere among the arguments', () => {
    expect(asksForHelp(['--port=1', '-h'])).toBe(true);
    expect(asksForHelp(['--help'])).toBe(true);
    expect(asksForHelp(['help', '--helpful'])).toBe(false);
  });
});
