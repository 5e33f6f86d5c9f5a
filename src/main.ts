import { run } from './program.ts';

// The program as a checkout starts it.
await run(process.argv.slice(2));
