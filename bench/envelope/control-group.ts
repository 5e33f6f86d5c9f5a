import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Limits of a process: a share of a core, and MiB of memory; undefined: none. */
export interface Limits {
  readonly cpu?: number;
  readonly memoryMib?: number;
}

/** A control group with limits, of version 1 or 2. */
export interface ControlGroup {
  /** Words that start a command within it. */
  readonly prefix: readonly string[];
  /** Most memory that counted against the limit, in MiB. */
  peakMib(): number;
  /** Its processes have ended. */
  remove(): void;
}

const ROOT = '/sys/fs/cgroup';
const PERIOD_US = 100_000;

/** Makes a control group. Throws the error of the system where this user may not. */
export function makeControlGroup(name: string, { cpu, memoryMib }: Limits): ControlGroup {
  const unified = existsSync(`${ROOT}/cgroup.controllers`);
  const folders = unified ? [`${ROOT}/${name}`] : ['cpu', 'memory'].map((kind) => `${ROOT}/${kind}/${name}`);
  for (const folder of folders) mkdirSync(folder, { recursive: true });
  const [first, last] = [folders[0]!, folders.at(-1)!];
  const set = (folder: string, file: string, value: string): void => writeFileSync(path.join(folder, file), value);
  if (cpu !== undefined) {
    const quota = String(Math.round(cpu * PERIOD_US));
    if (unified) set(first, 'cpu.max', `${quota} ${PERIOD_US}`);
    else
      for (const [file, value] of [
        ['cpu.cfs_period_us', String(PERIOD_US)],
        ['cpu.cfs_quota_us', quota],
      ] as const)
        set(first, file, value);
  }
  if (memoryMib !== undefined)
    set(last, unified ? 'memory.max' : 'memory.limit_in_bytes', String(memoryMib * 1024 * 1024));
  const peak = path.join(last, unified ? 'memory.peak' : 'memory.max_usage_in_bytes');
  const join = folders.map((folder) => `echo $$ > ${folder}/cgroup.procs`).join(' && ');
  return {
    prefix: ['sh', '-c', `${join} && exec "$0" "$@"`],
    peakMib: () => Number(readFileSync(peak, 'utf8')) / 1024 / 1024,
    remove: () => {
      for (const folder of folders) rmdirSync(folder);
    },
  };
}
