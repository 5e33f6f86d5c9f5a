/** A truth value or number as a label shows it: empty where it is unset. */
export function optionalText(value: boolean | number | undefined): string {
  if (value === undefined) return '';
  if (value === true) return 'true';
  return value === false ? 'false' : String(value);
}
