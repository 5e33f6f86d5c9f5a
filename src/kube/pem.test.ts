import { expect, it } from 'vitest';
import { intermediateCert, rootCert, serverKey } from '../../test/support/pki.ts';
import { certificatesOf } from './pem.ts';

const garbled = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n';
const notBase64 = '-----BEGIN CERTIFICATE-----\n****\n-----END CERTIFICATE-----\n';
const withHeader = rootCert.replace('-----\n', '-----\nComment: x\n\n');

/** By Go's encoding/pem and crypto/x509, AppendCertsFromPEM. */
it.each([
  ['one', rootCert, [rootCert]],
  ['two', rootCert + intermediateCert, [rootCert, intermediateCert]],
  ['comments around', `# a\nsubject: b\n${rootCert}\n\n# c`, [rootCert]],
  ['CRLF and blanks at the ends of lines', rootCert.replaceAll('\n', ' \t\r\n'), [rootCert]],
  ['no line break at the end', rootCert.trimEnd(), [rootCert]],
  ['a key before', serverKey + rootCert, [rootCert]],
  ['TRUSTED CERTIFICATE', rootCert.replaceAll('CERTIFICATE', 'TRUSTED CERTIFICATE'), []],
  ['headers', withHeader + intermediateCert, [intermediateCert]],
  ['a certificate that cannot be parsed', garbled + rootCert, [rootCert]],
  ['a body that is not base64', notBase64 + rootCert, [rootCert]],
  ['an empty body', `-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n${rootCert}`, [rootCert]],
  ['a BEGIN without END', `-----BEGIN CERTIFICATE-----\nMIIB\n${rootCert}`, [rootCert]],
  ['an END of another type', rootCert.replace('END CERTIFICATE', 'END KEY') + intermediateCert, [intermediateCert]],
  ['a BEGIN that is indented', ` ${rootCert}`, []],
  ['cut off', rootCert.slice(0, -40), []],
  ['nothing', '', []],
])('%s', (_, text, certificates) => {
  expect(certificatesOf(text)).toEqual(certificates);
});
