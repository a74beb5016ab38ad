import { X509Certificate } from 'node:crypto';
import { GatehouseError } from '../../../errors.ts';
import type { Wire } from '../../../operation/answer-shape.ts';
import type { CertificatePair } from '../../api/saml-certificate.ts';
import type { ConsoleVisit } from '../page.ts';

export interface ShownCertificate {
  readonly id: number;
  readonly thumbprint: string;
  readonly subject: string;
  readonly issuer: string;
  /** Epoch milliseconds. */
  readonly until: number;
}

export interface ShownPair {
  readonly primary: ShownCertificate | undefined;
  readonly secondary: ShownCertificate | undefined;
}

/** The certificates of the organization that is looked at; it may have none. */
export async function loadPair(visit: ConsoleVisit): Promise<ShownPair> {
  try {
    const pair = await visit.call<Wire<typeof CertificatePair>>('SamlCertificate_GetCertificatePair', {
      parameters: { partitionGlobalId: visit.organization.id },
    });
    const { secondaryCertificateId: id, secondaryCertificateThumbprint: thumbprint } = pair;
    return {
      primary: read(pair.primaryCertificateId, pair.primaryCertificateThumbprint, pair.primaryCertificate),
      secondary: id === null ? undefined : read(id, thumbprint ?? '', pair.secondaryCertificate),
    };
  } catch (error) {
    const isNone = error instanceof GatehouseError && error.failure.code === 'NotFound';
    if (!isNone) throw error;
    return { primary: undefined, secondary: undefined };
  }
}

/** @param text PEM, or DER in base64. */
function read(id: number, thumbprint: string, text: string | null): ShownCertificate {
  const isPem = text?.startsWith('-----BEGIN');
  const { subject, issuer, validToDate } = new X509Certificate(
    isPem ? (text ?? '') : Buffer.from(text ?? '', 'base64'),
  );
  return { id, thumbprint, subject: oneLine(subject), issuer: oneLine(issuer), until: validToDate.valueOf() };
}

const oneLine = (name: string): string => name.replaceAll('\n', ', ');

/** What was uploaded, as the operation takes it: PEM as the text that it is, anything else in base64. */
export function uploaded(dataUrl: string | null): string {
  const [, base64 = ''] = /^data:[^,]*;base64,(.*)$/s.exec(dataUrl ?? '') ?? [];
  const bytes = Buffer.from(base64, 'base64');
  return bytes.includes('-----BEGIN') ? bytes.toString() : base64;
}
