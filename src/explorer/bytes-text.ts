const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];

/** Writes a size with three digits and a binary unit. */
export function bytesText(bytes: number): string {
  const size = Math.abs(bytes);
  const unit = size < 1 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log2(size) / 10));
  const value = bytes / 1024 ** unit;
  const isWhole = unit === 0 || Math.abs(value) >= 100;
  return `${isWhole ? Math.round(value) : value.toPrecision(3)} ${UNITS[unit]}`;
}
