import { describe, expect, it } from 'vitest';
import { samplesOf } from '../../test/support/rendering.ts';
import { volumeattachments } from './volumeattachments.ts';

describe('volumeattachments', () => {
  it('shows driver, node and volume', () => {
    const object = {
      metadata: { name: 'a', uid: 'u', resourceVersion: '7', labels: { 'a.b': 'x' } },
      spec: { attacher: 'd', nodeName: 'n', source: { persistentVolumeName: 'pv' } },
      status: { attached: true, attachmentMetadata: { devicePath: '/dev/x' } },
    };
    expect(samplesOf(volumeattachments, object)).toEqual([
      'kube_volumeattachment_labels{volumeattachment="a",label_a_b="x"} 1',
      'kube_volumeattachment_info{volumeattachment="a",attacher="d",node="n"} 1',
      'kube_volumeattachment_spec_source_persistentvolume{volumeattachment="a",volumename="pv"} 1',
      'kube_volumeattachment_status_attached{volumeattachment="a"} 1',
      'kube_volumeattachment_status_attachment_metadata{volumeattachment="a",metadata_device_path="/dev/x"} 1',
    ]);
  });

  it('says nothing of an inline volume', () => {
    const object = { metadata: { name: 'a', uid: 'u', resourceVersion: '7' } };
    expect(
      samplesOf(
        volumeattachments,
        object,
        'kube_volumeattachment_spec_source_persistentvolume',
        'kube_volumeattachment_status_attached',
      ),
    ).toEqual(['kube_volumeattachment_status_attached{volumeattachment="a"} 0']);
  });
});
