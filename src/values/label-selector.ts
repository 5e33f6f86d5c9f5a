/**
 * Checks label selectors before an API server sees them, which would answer each request with 400. Grammar:
 * https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#label-selectors
 */

const KEY = /^(?:[a-z0-9](?:[-a-z0-9.]{0,251}[a-z0-9])?\/)?[A-Za-z0-9](?:[-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;
const VALUE = /^(?:[A-Za-z0-9](?:[-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?$/;
/** Key, operator and value, or key, operator and values in parentheses. */
const EQUALITY = /^([^\s=!<>()]+)\s*(==?|!=|[<>])\s*([^\s=!<>()]*)$/;
const SET = /^([^\s=!<>()]+)\s+(?:in|notin)\s*\(([^()]*)\)$/;

/** Describes the fault of a label selector; undefined if it is valid. */
export function labelSelectorFault(selector: string): string | undefined {
  const requirements = selector.split(/,(?![^()]*\))/).map((part) => part.trim());
  const bad = requirements.find((part) => !isRequirement(part));
  return bad === undefined
    ? undefined
    : `invalid requirement "${bad}"; expected one such as app=web, app!=web, app in (web,api), app or !app`;
}

function isRequirement(text: string): boolean {
  const [, equalKey, operator, value] = EQUALITY.exec(text) ?? [];
  if (equalKey !== undefined) {
    const isValue = operator === '<' || operator === '>' ? /^-?\d+$/.test(value!) : VALUE.test(value!);
    return KEY.test(equalKey) && isValue;
  }
  const [, setKey, values] = SET.exec(text) ?? [];
  if (setKey !== undefined) return KEY.test(setKey) && values!.split(',').every((each) => VALUE.test(each.trim()));
  return KEY.test(text.replace(/^!\s*/, ''));
}
