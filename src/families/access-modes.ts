import { type Family, family } from '../model/family.ts';
import { msg, strs } from '../model/schema.ts';

/** Access modes of a volume or a claim. `no` is the protobuf number of `accessModes` within the spec. */
export function accessModeFamily(name: string, what: string, no: number, stability: Family['stability']): Family {
  return family({
    name,
    help: `Access modes of ${what}, one series each; the value is always 1.`,
    stability,
    labels: ['access_mode'],
    reads: { spec: msg(2, { accessModes: strs(no) }) },
    render: ({ spec }, samples) => {
      for (const mode of spec.accessModes) samples.label('access_mode', mode).value(1);
    },
  });
}
