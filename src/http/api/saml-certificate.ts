import {
  type CertificateTools,
  deleteCertificate,
  loadPair,
  openCertificate,
  type Pair,
  setCertificate,
  switchCertificates,
} from '../../directory/certificate/manage.ts';
import type { CertificateRole } from '../../directory/certificate.ts';
import type { Store } from '../../directory/store.ts';
import { guid, type Infer, object, text } from '../../json/shape.ts';
import { dto, flag, int64Out, nullable, type Returned, string, uuid } from '../../operation/answer-shape.ts';
import { type Call, describeEndpoint, type Endpoint } from '../../operation/endpoint.ts';
import { numberInPath, type Parameters, partition } from '../../operation/parameter.ts';
import type { Vocabulary } from '../../operation/vocabulary.ts';
import { commandOf } from '../command.ts';
import { hogwarts } from './example-world.ts';

export const CertificatePair = dto('CertificatePair', {
  partitionGlobalId: uuid,
  primaryCertificateId: int64Out,
  primaryCertificate: nullable(string),
  primaryCertificateThumbprint: string,
  secondaryCertificateId: nullable(int64Out),
  secondaryCertificate: nullable(string),
  secondaryCertificateThumbprint: nullable(string),
});

/** `password` is ours: a PFX file may have one. */
const AddCertificateCommand = object('AddCertificateCommand', {
  partitionGlobalId: guid({ nullable: true }),
  certificate: text(),
  password: text(),
});

const SwitchCertificatesCommand = object('SwitchCertificatesCommand', { partitionGlobalId: guid({ nullable: true }) });

const tag = 'SamlCertificate';
const path = '/api/SamlCertificate';
const access = 'certificate.manage';
const partitionGlobalId = partition();

export interface SamlCertificateTools extends CertificateTools {
  readonly store: Store;
}

/** The two certificates of an organization: the one in use and the next. */
export function samlCertificateEndpoints(tools: SamlCertificateTools): readonly Endpoint[] {
  const { store, now } = tools;
  return [
    describeEndpoint({
      operationId: 'SamlCertificate_GetCertificatePair',
      tag,
      summary: 'Gets the certificates of an organization',
      method: 'GET',
      path: `${path}/{partitionGlobalId}/certificates`,
      access,
      parameters: { partitionGlobalId },
      answer: { status: 200, shape: CertificatePair },
      handle: async ({ permitted }) => toDto(permitted.organizationId, await loadPair(store, permitted)),
    }),
    setter(tools, 'primary', 'SamlCertificate_UpdatePrimaryCertificate'),
    setter(tools, 'secondary', 'SamlCertificate_UpdateSecondaryCertificate'),
    describeEndpoint({
      operationId: 'SamlCertificate_SwitchToPrimary',
      tag,
      summary: 'Exchanges the roles of the two certificates',
      method: 'POST',
      path: `${path}/{partitionGlobalId}/switch`,
      access,
      parameters: { partitionGlobalId },
      body: SwitchCertificatesCommand,
      isBodyOptional: true,
      answer: { status: 200, shape: CertificatePair },
      handle: async (call) => toDto(call.organization.id, await switchCertificates(store, commandOf(call, now))),
    }),
    describeEndpoint({
      operationId: 'SamlCertificate_DeleteCertificate',
      tag,
      summary: 'Deletes the secondary certificate',
      method: 'DELETE',
      path: `${path}/{partitionGlobalId}/{certificateId}`,
      access,
      parameters: { partitionGlobalId, certificateId: numberInPath('The certificate.') },
      answer: { status: 200, shape: flag },
      handle: async (call) => {
        await deleteCertificate(store, commandOf(call, now), call.parameters.certificateId);
        return true;
      },
    }),
  ];
}

type Upload = Pick<
  Call<Parameters, Parameters, Infer<typeof AddCertificateCommand>, typeof access>,
  'permitted' | 'body' | 'signal'
>;

function setter(tools: SamlCertificateTools, role: CertificateRole, operationId: string): Endpoint {
  const { store, now } = tools;
  return describeEndpoint({
    operationId,
    tag,
    summary: `Sets the ${role} certificate`,
    description: 'PEM text, or DER or PFX in base64. A private key that comes along is checked and not kept.',
    method: 'PUT',
    path: `${path}/${role}`,
    access,
    body: AddCertificateCommand,
    bodyLimit: 256 * 1024,
    answer: { status: 200, shape: CertificatePair },
    prepare: async ({ permitted, body: { certificate, password }, signal }: Upload) =>
      await openCertificate(tools, permitted, { text: certificate ?? '', password: password ?? '', signal }),
    handle: async (call, certificate) =>
      toDto(call.organization.id, await setCertificate(store, commandOf(call, now), { role, certificate })),
  });
}

const toDto = (organizationId: string, { primary, secondary }: Pair): Returned<typeof CertificatePair> => ({
  partitionGlobalId: organizationId,
  primaryCertificateId: primary.id,
  primaryCertificate: primary.certificate,
  primaryCertificateThumbprint: primary.thumbprint,
  secondaryCertificateId: secondary?.id ?? null,
  secondaryCertificate: secondary?.certificate ?? null,
  secondaryCertificateThumbprint: secondary?.thumbprint ?? null,
});

const certificate = '-----BEGIN CERTIFICATE-----\nMIICljCCAX4…\n-----END CERTIFICATE-----';

const thumbprint = '8B9A2C4D6E8F0A1B3C5D7E9F1A2B3C4D5E6F7A8B';

export const samlCertificateVocabulary: Vocabulary = {
  tags: {
    SamlCertificate: 'The certificate of an organization, and its next one.',
  },
  meanings: {
    'AddCertificateCommand.password': 'The password of a PFX file.',
    certificate: 'The certificate: PEM, or DER or PFX in base64.',
    primaryCertificate: 'The certificate in use: DER in base64.',
    primaryCertificateId: 'The number of the certificate in use.',
    primaryCertificateThumbprint: 'The SHA-1 thumbprint of the certificate in use.',
    secondaryCertificate: 'The next certificate: DER in base64; null: there is none.',
    secondaryCertificateId: 'The number of the next certificate; null: there is none.',
    secondaryCertificateThumbprint: 'The SHA-1 thumbprint of the next certificate; null: there is none.',
  },
  examples: {
    parameters: {
      certificateId: 2,
    },
    bodies: {
      AddCertificateCommand: { partitionGlobalId: hogwarts, certificate },
    },
    answers: {
      SamlCertificate_DeleteCertificate: true,
    },
    members: {
      primaryCertificate: certificate,
      primaryCertificateId: 1,
      primaryCertificateThumbprint: thumbprint,
    },
  },
};
