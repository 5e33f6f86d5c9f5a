import { type Family, family } from '../model/family.ts';
import { int, msg, optInt } from '../model/schema.ts';

/** Place of a number: its JSON name and its protobuf number. */
type CountField = readonly [field: string, no: number];

/** A number of the status that is always shown. */
export function statusCount(name: string, field: string, no: number, help: string): Family {
  return requiredCount('status', 3, name, [field, no], help);
}

/** A number of the spec that is always shown. */
export function requiredSpecCount(name: string, field: string, no: number, help: string): Family {
  return requiredCount('spec', 2, name, [field, no], help);
}

/** A number of the status that is shown where it is set. */
export function optionalStatusCount(name: string, field: string, no: number, help: string): Family {
  return optionalCount('status', 3, name, [field, no], help, 'ALPHA');
}

/** A number of the spec that is shown where it is set. */
export function specCount(
  name: string,
  field: string,
  no: number,
  help: string,
  stability: Family['stability'] = 'STABLE',
): Family {
  return optionalCount('spec', 2, name, [field, no], help, stability);
}

function requiredCount(
  part: 'spec' | 'status',
  partNo: number,
  name: string,
  [field, no]: CountField,
  help: string,
): Family {
  return family({
    name,
    help,
    stability: 'STABLE',
    reads: { [part]: msg(partNo, { [field]: int(no) }) },
    render: (object, samples) => samples.value((object as Counts<number>)[part]![field]!),
  });
}

function optionalCount(
  part: 'spec' | 'status',
  partNo: number,
  name: string,
  [field, no]: CountField,
  help: string,
  stability: Family['stability'],
): Family {
  return family({
    name,
    help,
    stability,
    reads: { [part]: msg(partNo, { [field]: optInt(no) }) },
    render: (object, samples) => {
      const value = (object as Counts<number | undefined>)[part]![field];
      if (value !== undefined) samples.value(value);
    },
  });
}

/** The type of a field whose name is computed is lost on the way. */
type Counts<T> = Partial<Record<'spec' | 'status', Readonly<Record<string, T>>>>;
