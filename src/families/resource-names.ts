import { sanitize } from './labels.ts';

/** A resource name as a label value, and the units in which its amounts are shown. */
export interface ShownResource {
  /** The value of the label `resource`. */
  readonly name: string;
  /** The values of the label `unit`, one sample each; none where the resource is not shown. */
  readonly units: readonly ('core' | 'byte' | 'integer')[];
}

const known = new Map<string, ShownResource>();
/** Clusters have a few dozen resource names; names without end come from broken objects only. */
const MAX_KNOWN = 10_000;

/** Returns label value and units of a resource name. */
export function shownResource(name: string): ShownResource {
  let shown = known.get(name);
  if (!shown) {
    if (known.size >= MAX_KNOWN) known.clear();
    shown = { name: sanitize(name), units: unitsOf(name) };
    known.set(name, shown);
  }
  return shown;
}

function unitsOf(name: string): ShownResource['units'] {
  if (name === 'cpu') return ['core'];
  if (name === 'memory' || name === 'storage' || name === 'ephemeral-storage') return ['byte'];
  const units: ('byte' | 'integer')[] = [];
  if (name.startsWith('hugepages-')) units.push('byte');
  if (name.startsWith('attachable-volumes-')) units.push('byte');
  if (isExtended(name)) units.push('integer');
  return units;
}

/** A resource that a device plugin or an operator brings (k8s.io/component-helpers, IsExtendedResourceName). */
function isExtended(name: string): boolean {
  if (!name.includes('/') || name.includes('kubernetes.io/') || name.startsWith('requests.')) return false;
  return isQualifiedName(`requests.${name}`);
}

/** A DNS subdomain, a slash, and a name of up to 63 characters (k8s.io/apimachinery, IsQualifiedName). */
function isQualifiedName(text: string): boolean {
  const [prefix = '', name = '', ...more] = text.split('/');
  if (more.length > 0 || prefix.length > 253 || name.length > 63) return false;
  const label = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
  return new RegExp(`^${label}(\\.${label})*$`).test(prefix) && /^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/.test(name);
}
