import { parseDocument } from 'yaml';
import { yamlFault } from '../base/file-fault.ts';
import { addAmounts, ZERO } from './amounts.ts';
import type { Cardinality } from './cardinality.ts';

/** Sizes that a budget can limit, and their names in its file. */
const SIZES = ['series', 'bytes', 'gzip_bytes', 'memory_bytes'] as const;
type Size = (typeof SIZES)[number];
type Sizes = Readonly<Partial<Record<Size, number>>>;

/** Limits of a whole process, of resources and of families. */
export interface SizeBudget extends Sizes {
  readonly resources: Readonly<Record<string, Sizes>>;
  readonly families: Readonly<Record<string, Sizes>>;
}

/** A budget, or the problems of its text, each with its place. */
export interface ReadBudget {
  readonly budget: SizeBudget | undefined;
  readonly problems: readonly string[];
}

/** Reads a budget from YAML. */
export function readBudget(text: string, filename: string): ReadBudget {
  const document = parseDocument(text);
  const [error] = document.errors;
  if (error) return { budget: undefined, problems: [`${filename}: ${yamlFault(error)}`] };
  const value = document.toJS() as unknown;
  if (!isMapping(value)) return { budget: undefined, problems: [`${filename}: expected a mapping of limits`] };
  const problems: string[] = [];
  const { resources = {}, families = {}, ...whole } = value;
  const report = (place: string, problem: string): void => void problems.push(`${filename}: ${place}: ${problem}`);
  const budget = {
    ...readSizes(whole, '', report),
    resources: readGroup(resources, 'resources', report),
    families: readGroup(families, 'families', report),
  };
  return problems.length > 0 ? { budget: undefined, problems } : { budget, problems };
}

/** A limit that is exceeded. */
export interface Excess {
  /** `total`, or the kind and name of the part. */
  readonly part: string;
  readonly size: Size;
  readonly value: number;
  readonly limit: number;
}

/** Compares expected sizes with a budget. A part that does not exist takes nothing. */
export function excesses(budget: SizeBudget, { total, families }: Cardinality, memoryBytes: number): readonly Excess[] {
  const byResource = new Map<string, typeof total>();
  for (const family of families) {
    byResource.set(family.resource, addAmounts(byResource.get(family.resource) ?? ZERO, family));
  }
  const byName = new Map(families.map((family) => [family.name, family] as const));
  return [
    ...compare('total', budget, total, memoryBytes),
    ...Object.entries(budget.resources).flatMap(([name, limits]) =>
      compare(`resource ${name}`, limits, byResource.get(name), undefined),
    ),
    ...Object.entries(budget.families).flatMap(([name, limits]) =>
      compare(`family ${name}`, limits, byName.get(name), undefined),
    ),
  ];
}

function compare(
  part: string,
  limits: Sizes,
  amount: Cardinality['total'] | undefined,
  memoryBytes: number | undefined,
): readonly Excess[] {
  if (!amount) return [];
  const { series, rawBytes, packedBytes } = amount;
  const values: Sizes = { series, bytes: rawBytes, gzip_bytes: packedBytes, memory_bytes: memoryBytes ?? 0 };
  return SIZES.flatMap((size) => {
    const limit = limits[size];
    const value = values[size]!;
    return limit !== undefined && value > limit ? [{ part, size, value, limit }] : [];
  });
}

type Report = (place: string, problem: string) => void;

function readGroup(value: unknown, name: string, report: Report): Readonly<Record<string, Sizes>> {
  if (!isMapping(value)) {
    report(name, 'expected a mapping of names to limits');
    return {};
  }
  return Object.fromEntries(
    Object.entries(value).map(([key, sizes]) => {
      if (isMapping(sizes)) return [key, readSizes(sizes, `${name}.${key}.`, report, ['memory_bytes'])];
      report(`${name}.${key}`, 'expected a mapping of limits');
      return [key, {}];
    }),
  );
}

function readSizes(
  value: Readonly<Record<string, unknown>>,
  at: string,
  report: Report,
  not: readonly string[] = [],
): Sizes {
  const known: readonly string[] = SIZES.filter((size) => !not.includes(size));
  const read: Record<string, number> = {};
  for (const [key, limit] of Object.entries(value)) {
    if (!known.includes(key)) report(`${at}${key}`, `unknown limit; expected one of ${known.join(', ')}`);
    else if (typeof limit !== 'number' || !(limit >= 0)) report(`${at}${key}`, 'expected a number of 0 or more');
    else read[key] = limit;
  }
  return read;
}

function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
