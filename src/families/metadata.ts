import { type Family, family } from '../model/family.ts';
import { creationTimestamp, deletionTimestamp, generation, resourceVersion } from '../model/meta.ts';
import { parseGoFloat } from '../values/go-float.ts';

type Stability = Family['stability'];

/** Unix time at which objects were created. */
export function createdFamily(name: string, what: string, stability: Stability = 'STABLE'): Family {
  return family({
    name,
    help: `Creation time of ${what}, as a Unix timestamp in seconds.`,
    stability,
    reads: creationTimestamp,
    render: ({ metadata }, samples) => {
      if (metadata.creationTimestamp !== undefined) samples.value(metadata.creationTimestamp);
    },
  });
}

/** Unix time at which deletion of objects was asked for. */
export function deletionTimestampFamily(name: string, what: string, stability: Stability = 'ALPHA'): Family {
  return family({
    name,
    help: `Time at which ${what} is due to be deleted, as a Unix timestamp in seconds; present only while a deletion is pending.`,
    stability,
    reads: deletionTimestamp,
    render: ({ metadata }, samples) => {
      if (metadata.deletionTimestamp !== undefined) samples.value(metadata.deletionTimestamp);
    },
  });
}

/** Generation of the desired state of objects. */
export function generationFamily(name: string, what: string): Family {
  return family({
    name,
    help: `Generation of the spec of ${what}; it increases with each change of the spec.`,
    stability: 'STABLE',
    reads: generation,
    render: ({ metadata }, samples) => samples.value(metadata.generation),
  });
}

/** The resourceVersion as a number, where it parses as one. */
export function resourceVersionFamily(name: string, what: string, stability: Stability = 'ALPHA'): Family {
  return family({
    name,
    help: `Resource version of ${what}, as a number; it increases with each change of the object.`,
    stability,
    reads: resourceVersion,
    render: ({ metadata }, samples) => {
      const value = parseGoFloat(metadata.resourceVersion);
      if (value !== undefined) samples.value(value);
    },
  });
}
