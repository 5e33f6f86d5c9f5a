import { type Family, family } from '../model/family.ts';
import { GO_ZERO_TIME, msg, optTime } from '../model/schema.ts';

/** Unix seconds of a time that the reference shows whether it is set or not. */
export function unixSeconds(time: number | undefined): number {
  return time ?? GO_ZERO_TIME;
}

/** A time of the status, in Unix seconds, where it is set. `field` is its JSON name, `no` its protobuf number. */
export function statusTimeFamily(name: string, field: string, no: number, help: string): Family {
  return family({
    name,
    help,
    stability: 'STABLE',
    reads: { status: msg(3, { [field]: optTime(no) }) },
    render: ({ status }, rows) => {
      const value = status[field];
      if (value !== undefined) rows.value(value);
    },
  });
}
