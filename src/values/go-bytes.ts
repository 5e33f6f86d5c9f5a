const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];

/**
 * Reads a number of bytes as Go's runtime reads GOMEMLIMIT (https://pkg.go.dev/runtime#hdr-Environment_Variables): `250MiB`,
 * `1000000B`, `1000000`; Infinity for `off`, undefined for anything else.
 */
export function parseMemoryLimit(text: string): number | undefined {
  if (text === 'off') return Number.POSITIVE_INFINITY;
  const match = /^(\d+)(B|[KMGT]iB)?$/.exec(text);
  if (!match) return undefined;
  const bytes = Number(match[1]) * 1024 ** UNITS.indexOf(match[2] ?? 'B');
  return bytes < 2 ** 63 ? bytes : undefined;
}
