import { type Family, family } from '../../model/family.ts';
import { int, msg, optInt } from '../../model/schema.ts';

/** A number of the status that is always shown. `field` is its JSON name, `no` its protobuf number. */
export function statusCount(name: string, field: string, no: number, help: string): Family {
  return family({
    name,
    help,
    stability: 'STABLE',
    reads: { status: msg(3, { [field]: int(no) }) },
    render: ({ status }, rows) => rows.value(status[field]!),
  });
}

/** A number of the status that is shown where it is set. */
export function optionalStatusCount(name: string, field: string, no: number, help: string): Family {
  return family({
    name,
    help,
    reads: { status: msg(3, { [field]: optInt(no) }) },
    render: ({ status }, rows) => {
      const value = status[field];
      if (value !== undefined) rows.value(value);
    },
  });
}

/** A number of the spec that is shown where it is set. */
export function specCount(name: string, field: string, no: number, help: string): Family {
  return family({
    name,
    help,
    stability: 'STABLE',
    reads: { spec: msg(2, { [field]: optInt(no) }) },
    render: ({ spec }, rows) => {
      const value = spec[field];
      if (value !== undefined) rows.value(value);
    },
  });
}
