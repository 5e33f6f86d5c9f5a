import { type ApiObject, at, type JsonObject, textAt } from '../objects.ts';
import { type Controller, deletion, event, statusChange, update, type World } from './change.ts';

const SOURCE = 'persistentvolume-controller';
const IS_DEFAULT = 'storageclass.kubernetes.io/is-default-class';

/** Provisions a volume for a claim of a StorageClass that is there, and binds the two. */
export const persistentVolumeClaims: Controller = {
  plural: 'persistentvolumeclaims',
  reconcile(claim, world) {
    const phase = textAt(claim, 'status', 'phase');
    if (phase === 'Bound' || phase === 'Lost' || claim.metadata.deletionTimestamp) return [];
    const pending = statusChange('persistentvolumeclaims', claim, { phase: 'Pending' });
    const storageClass = classOf(claim, world);
    if (!storageClass) {
      const message = 'no persistent volumes available for this claim and no storage class is set';
      return pending.length > 0 ? [...pending, event(claim, SOURCE, 'ProvisioningFailed', message, 'Warning')] : [];
    }
    const volume = `pvc-${claim.metadata.uid}`;
    const storage = at(claim, 'spec', 'resources', 'requests', 'storage') ?? '1Gi';
    const spec = claim.spec as JsonObject;
    return [
      { do: 'create', plural: 'persistentvolumes', object: volumeOf(volume, claim, storageClass, storage as string) },
      update('persistentvolumeclaims', claim, {
        spec: {
          ...spec,
          storageClassName: storageClass.metadata.name,
          volumeMode: spec.volumeMode ?? 'Filesystem',
          volumeName: volume,
        },
        status: { phase: 'Bound', accessModes: spec.accessModes, capacity: { storage } },
      }),
      event(claim, SOURCE, 'ProvisioningSucceeded', `Successfully provisioned volume ${volume}`),
    ];
  },
};

function classOf(claim: ApiObject, world: World): ApiObject | undefined {
  const name = at(claim, 'spec', 'storageClassName');
  if (typeof name === 'string') return world.get('storageclasses', '', name);
  for (const one of world.all('storageclasses'))
    if (at(one, 'metadata', 'annotations', IS_DEFAULT) === 'true') return one;
  return undefined;
}

function volumeOf(name: string, claim: ApiObject, storageClass: ApiObject, storage: string): JsonObject {
  const { namespace, name: claimName, uid } = claim.metadata;
  return {
    metadata: { name, annotations: { 'pv.kubernetes.io/provisioned-by': textAt(storageClass, 'provisioner') } },
    spec: {
      accessModes: at(claim, 'spec', 'accessModes') ?? ['ReadWriteOnce'],
      capacity: { storage },
      claimRef: { kind: 'PersistentVolumeClaim', apiVersion: 'v1', namespace, name: claimName, uid },
      csi: { driver: textAt(storageClass, 'provisioner'), volumeHandle: name },
      persistentVolumeReclaimPolicy: textAt(storageClass, 'reclaimPolicy') || 'Delete',
      storageClassName: storageClass.metadata.name,
      volumeMode: 'Filesystem',
    },
    status: { phase: 'Bound' },
  };
}

/** Reclaims a volume when its claim is gone. */
export const persistentVolumes: Controller = {
  plural: 'persistentvolumes',
  reconcile(volume, world) {
    const claim = at(volume, 'spec', 'claimRef');
    if (!claim || textAt(volume, 'status', 'phase') !== 'Bound') return [];
    const found = world.get('persistentvolumeclaims', textAt(claim, 'namespace'), textAt(claim, 'name'));
    if (found && found.metadata.uid === textAt(claim, 'uid')) return [];
    return textAt(volume, 'spec', 'persistentVolumeReclaimPolicy') === 'Delete'
      ? [deletion('persistentvolumes', volume)]
      : statusChange('persistentvolumes', volume, { phase: 'Released' });
  },
};
