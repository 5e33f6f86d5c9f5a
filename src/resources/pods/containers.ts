import { shownResource } from '../../families/resource-names.ts';
import { type Family, family } from '../../model/family.ts';
import { msg, optStr, quantityMap, str } from '../../model/schema.ts';
import { integerOf, numberOf } from '../../values/quantity.ts';
import { type ContainerKind, indexByName, namedList } from './container-kind.ts';

/** Number of statuses up to which they are searched for each container. */
const FEW = 8;

/** Creates the family of images and identifiers of containers. */
export function containerInfoFamily(kind: ContainerKind): Family {
  const specs = namedList(kind.spec, { name: str(1), image: str(2), restartPolicy: optStr(24) });
  const statuses = namedList(kind.status, { name: str(1), image: str(6), imageID: str(7), containerID: str(8) });
  return family({
    name: `${kind.prefix}_info`,
    help: `Images and identifiers of ${kind.what} of a pod, as labels; the value is always 1.`,
    stability: 'STABLE',
    labels: [
      'container',
      'image_spec',
      'image',
      'image_id',
      'container_id',
      ...(kind.sidecars ? ['restart_policy'] : []),
    ],
    reads: { spec: msg(2, specs.field), status: msg(3, statuses.field) },
    render: ({ spec, status }, samples) => {
      const all = statuses.of(status);
      const named = all.length > FEW ? indexByName(all) : undefined;
      for (const container of specs.of(spec)) {
        for (const seen of named ? (named.get(container.name) ?? []) : all) {
          if (seen.name !== container.name) continue;
          samples.label('container', seen.name).label('image_spec', container.image).label('image', seen.image);
          samples.label('image_id', seen.imageID).label('container_id', seen.containerID);
          if (kind.sidecars) samples.label('restart_policy', container.restartPolicy ?? '');
          samples.value(1);
        }
      }
    },
  });
}

/** Creates the family of limits or requests of containers. */
export function containerResourcesFamily(kind: ContainerKind, what: 'limits' | 'requests'): Family {
  const amounts = quantityMap(what === 'limits' ? 1 : 2);
  const specs = namedList(kind.spec, { name: str(1), resources: msg(8, { [what]: amounts }) });
  return family({
    name: `${kind.prefix}_resource_${what}`,
    help:
      what === 'limits'
        ? `Resource limits of ${kind.what} of a pod, in the unit of the unit label.`
        : `Resource requests of ${kind.what} of a pod, in the unit of the unit label.`,
    stability: kind.sidecars ? 'ALPHA' : 'STABLE',
    labels: ['container', 'node', 'resource', 'unit'],
    reads: { spec: msg(2, { nodeName: str(10), ...specs.field }) },
    render: ({ spec }, samples) => {
      const node = (spec as { nodeName: string }).nodeName;
      for (const { name, resources } of specs.of(spec)) {
        for (const [resource, text] of resources[what]!) {
          const shown = shownResource(resource);
          for (const unit of shown.units) {
            const amount = unit === 'core' ? numberOf(text) : integerOf(text);
            if (amount === undefined) continue;
            samples
              .label('container', name)
              .label('node', node)
              .label('resource', shown.name)
              .label('unit', unit)
              .value(amount);
          }
        }
      }
    },
  });
}
