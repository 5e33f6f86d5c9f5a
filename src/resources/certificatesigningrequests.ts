import { annotationsFamily, labelsFamily } from '../families/labels.ts';
import { createdFamily } from '../families/metadata.ts';
import type { EncodedLabels } from '../model/encoded-labels.ts';
import { type Family, family, type SampleWriter } from '../model/family.ts';
import { resource } from '../model/resource.ts';
import { byteCount, list, mergeShapes, msg, type Read, str } from '../model/schema.ts';

const signer = { spec: msg(2, { signerName: str(7) }) };

type Signed = Read<typeof signer>;

/** Puts the label `signer_name` before a sample's own labels. */
class SignedRows implements SampleWriter {
  private readonly signerName: string;
  private readonly samples: SampleWriter;
  private begun = false;

  constructor(signerName: string, samples: SampleWriter) {
    this.signerName = signerName;
    this.samples = samples;
  }

  label(name: string, value: string): SampleWriter {
    this.begin();
    this.samples.label(name, value);
    return this;
  }

  encoded(labels: EncodedLabels): SampleWriter {
    this.begin();
    this.samples.encoded(labels);
    return this;
  }

  value(value: number): void {
    this.begin();
    this.begun = false;
    this.samples.value(value);
  }

  state(holds: boolean): void {
    this.begin();
    this.begun = false;
    this.samples.state(holds);
  }

  private begin(): void {
    if (this.begun) return;
    this.begun = true;
    this.samples.label('signer_name', this.signerName);
  }
}

/** The same family with the signer as a second identity: unlike that of other kinds it is no field of the metadata. */
function signed(inner: Family): Family {
  return {
    ...inner,
    labels: ['signer_name', ...inner.labels],
    reads: mergeShapes([signer, inner.reads]),
    compile: (options) => {
      const render = inner.compile(options);
      return render && ((object: Signed, samples) => render(object, new SignedRows(object.spec.signerName, samples)));
    },
  };
}

const CONDITIONS = [
  ['Approved', 'approved'],
  ['Denied', 'denied'],
  ['Failed', 'failed'],
] as const;

/** CertificateSigningRequests: conditions and the issued certificate. */
export const certificatesigningrequests = resource({
  plural: 'certificatesigningrequests',
  kind: 'CertificateSigningRequest',
  group: 'certificates.k8s.io',
  namespaced: false,
  identityLabels: [['certificatesigningrequest', 'name']],
  families: [
    annotationsFamily('kube_certificatesigningrequest_annotations', 'a CertificateSigningRequest'),
    labelsFamily('kube_certificatesigningrequest_labels', 'a CertificateSigningRequest'),
    createdFamily('kube_certificatesigningrequest_created', 'a CertificateSigningRequest'),
    family({
      name: 'kube_certificatesigningrequest_condition',
      help: 'Number of conditions of each type that a CertificateSigningRequest has.',
      stability: 'STABLE',
      labels: ['condition'],
      reads: { status: msg(3, { conditions: list(1, { type: str(1) }) }) },
      render: ({ status }, samples) => {
        for (const [type, shown] of CONDITIONS) {
          let count = 0;
          for (const condition of status.conditions) if (condition.type === type) count++;
          samples.label('condition', shown).value(count);
        }
      },
    }),
    family({
      name: 'kube_certificatesigningrequest_cert_length',
      help: 'Size of the certificate issued for a CertificateSigningRequest, in bytes; 0 until it is issued.',
      stability: 'STABLE',
      reads: { status: msg(3, { certificate: byteCount(2) }) },
      render: ({ status }, samples) => samples.value(status.certificate),
    }),
  ].map(signed),
});
