import { family, type SampleWriter } from '../../model/family.ts';
import type { Identified } from '../../model/meta.ts';
import { bool, inline, list, msg, optMsg, type Read, str } from '../../model/schema.ts';

const claim = { claimName: str(1) };
const claimWithMode = { claimName: str(1), readOnly: bool(2) };
const volumes = {
  spec: msg(2, {
    volumes: list(1, {
      name: str(1),
      source: inline(2, { persistentVolumeClaim: optMsg(10, claim), ephemeral: optMsg(29, {}) }),
    }),
  }),
};
const volumesWithMode = {
  spec: msg(2, {
    volumes: list(1, {
      name: str(1),
      source: inline(2, { persistentVolumeClaim: optMsg(10, claimWithMode), ephemeral: optMsg(29, {}) }),
    }),
  }),
};

type Volume = Read<typeof volumes>['spec']['volumes'][number];

/** Writes the labels of a volume that is a claim of its own or, if ephemeral, one made for the pod; says whether it is. */
function writeClaim({ metadata }: Identified, { name, source }: Volume, samples: SampleWriter): boolean {
  if (source.persistentVolumeClaim) {
    samples.label('volume', name).label('persistentvolumeclaim', source.persistentVolumeClaim.claimName);
    samples.label('ephemeral', 'false');
    return true;
  }
  if (!source.ephemeral) return false;
  // The claim of an ephemeral volume is named after its pod (KEP-1698).
  samples.label('volume', name).label('persistentvolumeclaim', `${metadata.name}-${name}`).label('ephemeral', 'true');
  return true;
}

const LABELS = ['volume', 'persistentvolumeclaim', 'ephemeral'];

/** The persistent volume claims that pods mount. */
export const volumeFamilies = [
  family({
    name: 'kube_pod_spec_volumes_persistentvolumeclaims_info',
    help: 'PersistentVolumeClaims among the volumes of a pod, one series each; the value is always 1.',
    stability: 'STABLE',
    labels: LABELS,
    reads: volumes,
    render: (pod, samples) => {
      for (const volume of pod.spec.volumes) if (writeClaim(pod, volume, samples)) samples.value(1);
    },
  }),
  family({
    name: 'kube_pod_spec_volumes_persistentvolumeclaims_readonly',
    help: 'Whether a PersistentVolumeClaim among the volumes of a pod is read-only (1) or writable (0).',
    stability: 'STABLE',
    labels: LABELS,
    reads: volumesWithMode,
    render: (pod, samples) => {
      for (const volume of pod.spec.volumes) {
        if (writeClaim(pod, volume, samples)) samples.value(volume.source.persistentVolumeClaim?.readOnly ? 1 : 0);
      }
    },
  }),
];
