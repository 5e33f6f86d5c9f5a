import { type Family, family } from '../model/family.ts';

/** One sample of value 1 for each object, which has nothing more to say than that it is there. */
export function existsFamily(name: string, what: string, stability: Family['stability'] = 'ALPHA'): Family {
  return family({
    name,
    help: `One sample of value 1 for each ${what}.`,
    stability,
    reads: {},
    render: (_, samples) => samples.value(1),
  });
}
