import { parseArgs } from 'node:util';
import { simulate } from './run.ts';

/** `npm run sim -- --seed N [--seeds COUNT]`: simulates seeds and says what happened in them. Exits with 1 if one breaks a promise. */

const options = { seed: { type: 'string', default: '1' }, seeds: { type: 'string', default: '1' } } as const;
const { values } = parseArgs({ options });
const first = Number(values.seed);
const print = (line: string): void => void process.stdout.write(`${line}\n`);
const met = new Map<string, number>();
let simulatedMs = 0;
const start = process.cpuUsage();
for (let seed = first; seed < first + Number(values.seeds); seed++) {
  const outcome = await simulate(seed);
  simulatedMs += outcome.simulatedMs;
  for (const [what, count] of outcome.met) met.set(what, (met.get(what) ?? 0) + count);
  if (values.seeds === '1') print(`seed ${seed}: trace ${outcome.trace}`);
  if (!outcome.violation) continue;
  print(`seed ${seed}: ${outcome.violation.message}`);
  print(`  again: npm run sim -- --seed ${seed}`);
  process.exitCode = 1;
}
const { user, system } = process.cpuUsage(start);
for (const [what, count] of [...met].sort()) print(`${String(count).padStart(7)} ${what}`);
print(`${(simulatedMs / 3.6e6).toFixed(1)} simulated hours in ${((user + system) / 1e6).toFixed(1)} s of CPU`);
