import { disturbances } from '../../src/simulator/disturbances.ts';
import { faultTypes } from '../../src/simulator/fault-types.ts';
import { scenarioNames } from '../../src/simulator/scenario-names.ts';
import { scenarios } from '../../src/simulator/scenario-types.ts';

type Row = readonly [string, string];

/** The page of the simulator with its tables of faults, disturbances and scenarios as the code has them, each after a mark of its name. */
export function simulatorPage(page: string): string {
  const faults = Object.entries(faultTypes).map(([type, { example, effect }]): Row => {
    return [`\`${JSON.stringify({ type, ...example })}\``, effect];
  });
  const watches = Object.entries(disturbances).map(([how, { effect }]): Row => [`\`${how}\``, effect]);
  const withFaults = replaceTable(page, 'faults', [['`fault`', 'effect'], ...faults]);
  const named = scenarioNames.map((name): Row => {
    const { effect, alerts } = scenarios[name];
    return [`\`${name}\``, `${effect}: ${alerts.join(', ')}`];
  });
  const withWatches = replaceTable(withFaults, 'disturbances', [['`how`', 'effect'], ...watches]);
  return replaceTable(withWatches, 'scenarios', [
    ['`name`', 'effect, and alerts of kubernetes-mixin that fire'],
    ...named,
  ]);
}

function replaceTable(page: string, name: string, rows: readonly Row[]): string {
  const mark = `<!-- ${name}: by \`npm run generate\` -->\n`;
  const start = page.indexOf(mark);
  if (start < 0) throw new Error(`docs/simulator.md: no mark ${mark}`);
  const from = start + mark.length;
  // The table ends with its last line that begins with a bar.
  const old = /^(?:\n|\|.*\n)*/.exec(page.slice(from))![0];
  return `${page.slice(0, from)}\n${tableOf(rows)}\n${page.slice(from + old.length)}`;
}

function tableOf([head, ...rows]: readonly Row[]): string {
  const all = [head!, ...rows];
  const widths = [0, 1].map((column) => Math.max(...all.map((row) => row[column]!.length)));
  const line = (cells: readonly string[]): string => `| ${cells.map((c, i) => c.padEnd(widths[i]!)).join(' | ')} |\n`;
  return line(head!) + line(widths.map((width) => '-'.repeat(width))) + rows.map(line).join('');
}
