import type { Json } from './objects.ts';
import { badRequest } from './status.ts';

/** A field of a JSON object that is posted: what it may be. */
export interface Field<T> {
  /** For messages, as in `expected …`. */
  readonly expects: string;
  readonly optional: boolean;
  readonly holds: (value: Json) => boolean;
  /** Never there: carries the type. */
  readonly value?: T;
}

/** The fields of an object by name. */
export type Fields = Readonly<Record<string, Field<unknown>>>;

type ValueOf<F> = F extends Field<infer T> ? T : never;
type OptionalNames<F> = { [K in keyof F]: undefined extends ValueOf<F[K]> ? K : never }[keyof F];
/** Values of an object with these fields. */
export type Values<F> = { readonly [K in Exclude<keyof F, OptionalNames<F>>]: ValueOf<F[K]> } & {
  readonly [K in OptionalNames<F>]?: Exclude<ValueOf<F[K]>, undefined>;
};

/** A whole number within bounds. */
export function wholeNumber(min: number, max = Number.MAX_SAFE_INTEGER): Field<number> {
  const expects =
    max === Number.MAX_SAFE_INTEGER ? `a whole number from ${min} on` : `a whole number from ${min} to ${max}`;
  const holds = (value: Json): boolean => Number.isSafeInteger(value) && Number(value) >= min && Number(value) <= max;
  return { expects, optional: false, holds };
}

/** Any text. */
export const text: Field<string> = { expects: 'text', optional: false, holds: (value) => typeof value === 'string' };

/** One of some texts. */
export function oneOf<T extends string>(values: readonly T[]): Field<T> {
  const holds = (value: Json): boolean => (values as readonly Json[]).includes(value);
  return { expects: `one of ${values.join(', ')}`, optional: false, holds };
}

/** A JSON object, whose fields are checked by themselves. */
export const object: Field<{ readonly [key: string]: Json | undefined }> = {
  expects: 'an object',
  optional: false,
  holds: (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
};

/** A list of anything. */
export const list: Field<readonly Json[]> = {
  expects: 'a list',
  optional: false,
  holds: (value) => Array.isArray(value),
};

/** A field that may be absent. */
export function optional<T>({ expects, holds }: Field<T>): Field<T | undefined> {
  return { expects, optional: true, holds };
}

/** Reads an object of exactly these fields. Throws 400, naming the field, for one that is unknown, missing or of another type. */
export function readFields<F extends Fields>(where: string, json: Json | undefined, fields: F): Values<F> {
  if (json === undefined || !object.holds(json)) throw badRequest(`${where}: expected an object, found ${show(json)}`);
  const given = json as { readonly [key: string]: Json | undefined };
  for (const name of Object.keys(given)) {
    if (!Object.hasOwn(fields, name))
      throw badRequest(`${where}: unknown field "${name}"; expected ${Object.keys(fields).join(', ')}`);
  }
  for (const [name, field] of Object.entries(fields)) {
    const value = given[name];
    if (value === undefined && field.optional) continue;
    if (value === undefined || !field.holds(value))
      throw badRequest(`${where}: ${name}: expected ${field.expects}, found ${show(value)}`);
  }
  return given as unknown as Values<F>;
}

function show(json: Json | undefined): string {
  return json === undefined ? 'nothing' : JSON.stringify(json).slice(0, 100);
}
