import { readdirSync, readFileSync } from 'node:fs';

/** CPU seconds of a process and its threads so far, to the nanosecond, from the scheduler's own count; 0 when it has ended. Linux only. */
export function cpuSeconds(pid: number): number {
  let nanoseconds = 0;
  for (const task of readdir(`/proc/${pid}/task`))
    nanoseconds += Number(read(`/proc/${pid}/task/${task}/schedstat`).split(' ')[0]);
  return nanoseconds / 1e9;
}

/** Resident memory of a process in MiB, now and at most so far; 0 when it has ended. Linux only. */
export function memoryMib(pid: number): { readonly now: number; readonly peak: number } {
  const status = read(`/proc/${pid}/status`);
  const mib = (name: string): number => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1] ?? 0) / 1024;
  return { now: mib('VmRSS'), peak: mib('VmHWM') };
}

function readdir(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
