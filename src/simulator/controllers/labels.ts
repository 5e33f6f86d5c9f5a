import type { LabelSelector } from './types.ts';

type Labels = { readonly [key: string]: string } | undefined;

/** Whether labels match a selector; an absent selector matches nothing, an empty one everything. */
export function matches(selector: LabelSelector | undefined, labels: Labels): boolean {
  if (!selector) return false;
  if (!hasAll(selector.matchLabels, labels)) return false;
  for (const { key, operator, values = [] } of selector.matchExpressions ?? []) {
    const value = labels?.[key];
    if (operator === 'Exists' ? value === undefined : operator === 'DoesNotExist' ? value !== undefined : false)
      return false;
    if (operator === 'In' && (value === undefined || !values.includes(value))) return false;
    if (operator === 'NotIn' && value !== undefined && values.includes(value)) return false;
  }
  return true;
}

/** Whether labels have all pairs of another set. */
export function hasAll(wanted: Labels, labels: Labels): boolean {
  for (const key in wanted) if (labels?.[key] !== wanted[key]) return false;
  return true;
}
