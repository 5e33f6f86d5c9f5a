/** Flags that the environment can set, by variable: for a process whose command line cannot be changed at once. */
const VARIABLES: readonly (readonly [variable: string, flag: string])[] = [['KSM_PORTABLE', 'portable']];

/** The flags that the environment sets, to be put before those of the command line, which win. */
export function environmentFlags(env: Readonly<Record<string, string | undefined>>): readonly string[] {
  return VARIABLES.flatMap(([variable, flag]) => (env[variable] ? [`--${flag}=${env[variable]}`] : []));
}
