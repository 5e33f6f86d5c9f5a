import { type ChildProcess, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import type { ProcessEnd, Processes, ProcessStart } from '../base/processes.ts';

/** How long output is awaited after the end of a program: what it has left running may hold its pipes open. */
const OUTPUT_GRACE_MS = 500;
const MAX_STDERR_BYTES = 4096;

/** Node's child processes. Node waits for those that it has started, as PID 1 too. */
export const systemProcesses: Processes = { run };

const running = new Set<ChildProcess>();
// What is still running does not outlive this process.
process.on('exit', () => {
  for (const child of running) killGroup(child);
});

function run({ command, args, env, timeoutMs, maxOutputBytes, signal: cut }: ProcessStart): Promise<ProcessEnd> {
  return new Promise((resolve, reject) => {
    // A group of its own, so that a program that hangs is killed together with what it has started.
    const child = spawn(command, [...args], { env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    running.add(child);
    let killedFor: ProcessEnd['killedFor'];
    const kill = (why: 'time' | 'output'): void => {
      killedFor ??= why;
      killGroup(child);
    };
    const stdout = keep(child.stdout, (bytes) => {
      if (bytes > maxOutputBytes) kill('output');
    });
    const stderr = keepEnd(child.stderr, MAX_STDERR_BYTES);
    const timer = setTimeout(() => kill('time'), timeoutMs);
    const onCut = (): void => killGroup(child);
    cut.addEventListener('abort', onCut);
    const forget = (): void => {
      clearTimeout(timer);
      cut.removeEventListener('abort', onCut);
      running.delete(child);
    };
    const end = (code: number | null, signal: string | null): void => {
      child.stdout.destroy();
      child.stderr.destroy();
      resolve({
        code: code ?? undefined,
        signal: signal ?? undefined,
        killedFor,
        stdout: stdout().toString('utf8'),
        stderr: stderr().toString('utf8'),
      });
    };
    child.on('error', (error) => {
      forget();
      reject(error);
    });
    child.on('exit', (code, signal) => {
      forget();
      const grace = setTimeout(() => end(code, signal), OUTPUT_GRACE_MS);
      child.on('close', () => {
        clearTimeout(grace);
        end(code, signal);
      });
    });
  });
}

function keep(stream: Readable, onBytes: (bytes: number) => void): () => Buffer {
  const pieces: Buffer[] = [];
  let bytes = 0;
  stream.on('data', (piece: Buffer) => {
    bytes += piece.length;
    onBytes(bytes);
    pieces.push(piece);
  });
  return () => Buffer.concat(pieces);
}

function keepEnd(stream: Readable, maxBytes: number): () => Buffer {
  let kept = Buffer.alloc(0);
  stream.on('data', (piece: Buffer) => {
    kept = Buffer.concat([kept, piece]).subarray(-maxBytes);
  });
  return () => kept;
}

function killGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended meanwhile.
  }
}
