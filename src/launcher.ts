import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadRelease } from './system/code-cache.ts';
import { restartTuned } from './system/tuning.ts';

// The program as a release starts it.
restartTuned(process);
const place = path.join(path.dirname(fileURLToPath(import.meta.url)), 'program.cjs');
const { run } = loadRelease(place) as typeof import('./program.ts');
void run(process.argv.slice(2));
