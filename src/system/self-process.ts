import { type ChildProcess, spawn } from 'node:child_process';

export type SelfProcess = ChildProcess;

/** Runs this program again, in a process of its own: its output can be read, and it ends when the channel to it does. */
export function spawnSelf(args: readonly string[]): SelfProcess {
  const program = process.argv[1]!;
  return spawn(process.execPath, [...process.execArgv, program, ...args], {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
}
