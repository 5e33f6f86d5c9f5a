import { describe, expect, it } from 'vitest';
import { samplesOf } from '../../test/support/rendering.ts';
import { certificatesigningrequests } from './certificatesigningrequests.ts';

describe('certificatesigningrequests', () => {
  it('counts conditions by type and leads with the signer', () => {
    const object = {
      metadata: {
        name: 'csr',
        uid: 'u',
        resourceVersion: '7',
        creationTimestamp: '2024-03-01T00:00:00Z',
        labels: { app: 'a' },
      },
      spec: { signerName: 's/x' },
      status: { conditions: [{ type: 'Approved' }, { type: 'Approved' }, { type: 'Other' }], certificate: 'AAAAAA==' },
    };
    expect(samplesOf(certificatesigningrequests, object)).toEqual([
      'kube_certificatesigningrequest_annotations{certificatesigningrequest="csr",signer_name="s/x"} 1',
      'kube_certificatesigningrequest_labels{certificatesigningrequest="csr",signer_name="s/x",label_app="a"} 1',
      'kube_certificatesigningrequest_created{certificatesigningrequest="csr",signer_name="s/x"} 1.7092512e+09',
      'kube_certificatesigningrequest_condition{certificatesigningrequest="csr",signer_name="s/x",condition="approved"} 2',
      'kube_certificatesigningrequest_condition{certificatesigningrequest="csr",signer_name="s/x",condition="denied"} 0',
      'kube_certificatesigningrequest_condition{certificatesigningrequest="csr",signer_name="s/x",condition="failed"} 0',
      'kube_certificatesigningrequest_cert_length{certificatesigningrequest="csr",signer_name="s/x"} 4',
    ]);
  });
});
