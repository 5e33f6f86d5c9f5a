import { type Family, family } from '../model/family.ts';

/** Creates a family with one sample of value 1 per object, for kinds with nothing more to show. */
export function existsFamily(name: string, what: string, stability: Family['stability'] = 'ALPHA'): Family {
  return family({
    name,
    help: `Present for each ${what}; the value is always 1.`,
    stability,
    reads: {},
    render: (_, samples) => samples.value(1),
  });
}
