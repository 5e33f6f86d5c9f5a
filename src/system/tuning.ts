/** Settings of the C library's allocator, which reads them from its environment when a process starts (docs/decisions/0004-memory.md). */
const ALLOCATOR = { MALLOC_ARENA_MAX: '1', MALLOC_TRIM_THRESHOLD_: '1048576' } as const;

/** Flags of Node: a small young generation; and SIGUSR1 does not open the port of the debugger. */
export const TUNED_FLAGS: readonly string[] = ['--max-semi-space-size=4', '--disable-sigusr1'];

/**
 * Replaces this process by one with the settings that the program is measured with, where it was started without them: it costs some 30 ms
 * of CPU, which images and `bin/` save by setting them. Returns where nothing is missing, or where a process cannot be replaced.
 */
export function restartTuned({ execve, env, execPath, execArgv, argv, platform }: NodeJS.Process): void {
  // Whoever sets the allocator, or has another C library, is left alone; after a restart it is set.
  if (env.MALLOC_ARENA_MAX !== undefined || platform !== 'linux' || !execve) return;
  const flags = TUNED_FLAGS.filter((flag) => !execArgv.includes(flag));
  execve(execPath, [execPath, ...execArgv, ...flags, ...argv.slice(1)], { ...ALLOCATOR, ...env });
}
