import { type Family, family } from '../model/family.ts';
import { creationTimestamp, deletionTimestamp, generation, resourceVersion } from '../model/meta.ts';
import { parseGoFloat } from '../values/go-float.ts';

type Stability = Family['stability'];

/** Creates the family of creation times. */
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

/** Creates the family of the time at which objects are due to be deleted. */
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

/** Creates the family of the generation of the spec. */
export function generationFamily(name: string, what: string): Family {
  return family({
    name,
    help: `Generation of the spec of ${what}; it increases with each change of the spec.`,
    stability: 'STABLE',
    reads: generation,
    render: ({ metadata }, samples) => samples.value(metadata.generation),
  });
}

/** Creates the family of the resource version as a number, if it parses as one. */
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
