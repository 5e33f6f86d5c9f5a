import { parseArgs } from 'node:util';
import { simulate } from './run.ts';

/** `npm run sim -- --seed N [--seeds COUNT]`: simulates seeds and says what was met. Exits with 1 at the first violation. */

const { values } = parseArgs({
  options: { seed: { type: 'string', default: '1' }, seeds: { type: 'string', default: '1' } },
});
const first = Number(values.seed);
const met = new Map<string, number>();
let simulatedMs = 0;
const start = process.cpuUsage();
for (let seed = first; seed < first + Number(values.seeds); seed++) {
  const outcome = await simulate(seed);
  simulatedMs += outcome.simulatedMs;
  for (const [what, count] of outcome.met) met.set(what, (met.get(what) ?? 0) + count);
  if (Number(values.seeds) === 1) console.log(`seed ${seed}: trace ${outcome.trace}`);
  if (!outcome.violation) continue;
  console.log(`seed ${seed}: ${outcome.violation.message}\n  again: npm run sim -- --seed ${seed}`);
  process.exitCode = 1;
}
const { user, system } = process.cpuUsage(start);
console.log(
  [...met]
    .sort()
    .map(([what, count]) => `${String(count).padStart(7)} ${what}`)
    .join('\n'),
);
console.log(`${(simulatedMs / 3.6e6).toFixed(1)} simulated hours in ${((user + system) / 1e6).toFixed(1)} s of CPU`);
