import { parseUuid } from '../../directory/identifier.ts';
import { entityNotFound } from '../../errors.ts';
import { beginOwnApp, confirmOwnApp, ownerOf } from '../../factor/own-app.ts';
import type { ManageTools } from '../../factor/record.ts';
import { regenerateRecoveryCodes } from '../../factor/regenerate.ts';
import { removeFactor } from '../../factor/remove.ts';
import { object, text } from '../../json/shape.ts';
import { dto, listOf, moment, string, uuid } from '../../operation/answer-shape.ts';
import { type Call, describeEndpoint, type Endpoint } from '../../operation/endpoint.ts';
import { idInPath } from '../../operation/parameter.ts';
import type { Vocabulary } from '../../operation/vocabulary.ts';
import { exampleExpiry, ids } from './example-world.ts';

const NewAuthenticatorAppDto = dto('NewAuthenticatorAppDto', {
  ...{ secret: string, uri: string, begun: string, expiryTime: moment },
});
const AddedAuthenticatorAppDto = dto('AddedAuthenticatorAppDto', {
  ...{ id: uuid, name: string, recoveryCodes: listOf(string) },
});
const RecoveryCodesDto = dto('RecoveryCodesDto', { recoveryCodes: listOf(string) });

const ConfirmAuthenticatorAppCommand = object(
  'ConfirmAuthenticatorAppCommand',
  { begun: text(), code: text(), name: text() },
  { required: ['begun', 'code'] },
);

const tag = 'Account';
const access = 'factor.manageOwn';
const description =
  'For a person with a token of a sign-in that is no older than `Auth.SecondFactor.StepUpMinutes`, with a second factor if there is ' +
  'one; else the answer is 401 with the challenge `insufficient_user_authentication` (RFC 9470). A personal access token will not do.';

/** What the record of a change needs to know of the request. */
const originOf = ({ traceId, clientIp, userAgent: browserInfo }: Pick<Call, 'traceId' | 'clientIp' | 'userAgent'>) => ({
  ...{ traceId, clientIp, browserInfo },
});

/**
 * What people do with their own second factors. The original has no such operations. Passkeys are made on the pages alone: a
 * browser makes one for the host of the page that asks, and that has to be this server's.
 */
export const ownFactorEndpoints = (tools: ManageTools): readonly Endpoint[] => [
  describeEndpoint({
    ...{
      operationId: 'Account_BeginAuthenticatorApp',
      tag,
      method: 'POST',
      access,
      path: '/api/Account/AuthenticatorApp',
    },
    summary: 'Begins to set up an app for codes (RFC 6238): what the app has to know',
    description: `Nothing is stored before the first code is confirmed. ${description}`,
    answer: { status: 200, shape: NewAuthenticatorAppDto },
    handle: async ({ permitted }) => {
      const { until: expiryTime, ...begun } = await beginOwnApp(tools, permitted);
      return { ...begun, expiryTime };
    },
  }),
  describeEndpoint({
    ...{ operationId: 'Account_ConfirmAuthenticatorApp', tag, method: 'POST', access },
    path: '/api/Account/AuthenticatorApp/Confirm',
    summary: 'Sets up the app that shows this code',
    description: `With the first second factor, recovery codes are made; they are in this answer only. ${description}`,
    body: ConfirmAuthenticatorAppCommand,
    bodyLimit: 8 * 1024,
    answer: { status: 201, shape: AddedAuthenticatorAppDto },
    handle: async (call) => {
      const { begun, code, name } = call.body;
      const given = { begun: begun ?? '', code: code ?? '', name: name?.trim() || 'App', origin: originOf(call) };
      const { factor, recoveryCodes = [] } = await confirmOwnApp(tools, call.permitted, given);
      return { id: factor.id, name: factor.name, recoveryCodes: [...recoveryCodes] };
    },
  }),
  describeEndpoint({
    ...{ operationId: 'Account_RemoveFactor', tag, method: 'DELETE', access, path: '/api/Account/Factors/{factorId}' },
    summary: 'Removes an own second factor',
    description: `The last one stays where one is required; with it, the recovery codes go as well. ${description}`,
    parameters: { factorId: idInPath('The factor.', (id) => parseUuid(id) !== undefined) },
    answer: { status: 204 },
    handle: async (call) => {
      const user = await ownerOf(tools, call.permitted);
      if (await removeFactor(tools, { user, origin: originOf(call), ...call.parameters })) return;
      throw entityNotFound();
    },
  }),
  describeEndpoint({
    ...{
      operationId: 'Account_RegenerateRecoveryCodes',
      tag,
      method: 'POST',
      access,
      path: '/api/Account/RecoveryCodes',
    },
    summary: 'Makes new recovery codes; those before are void',
    description: `They are in this answer only. ${description}`,
    answer: { status: 200, shape: RecoveryCodesDto },
    handle: async (call) => {
      const user = await ownerOf(tools, call.permitted);
      return { recoveryCodes: [...(await regenerateRecoveryCodes(tools, { user, origin: originOf(call) }))] };
    },
  }),
];

export const ownFactorVocabulary: Vocabulary = {
  meanings: {
    'NewAuthenticatorAppDto.secret': 'What the app has to know, in base 32, for people who type it.',
    'NewAuthenticatorAppDto.uri': 'The same, for a picture that the app reads.',
    begun: 'To be sent back unchanged with the first code.',
    'NewAuthenticatorAppDto.expiryTime': 'Until when.',
    'ConfirmAuthenticatorAppCommand.code': 'The code that the app shows now.',
    'ConfirmAuthenticatorAppCommand.name': 'What the person calls the app.',
    'AddedAuthenticatorAppDto.name': 'What the person calls the app.',
    recoveryCodes: 'Codes for paper, each good once in place of a second factor.',
  },
  examples: {
    parameters: { 'Account_RemoveFactor.factorId': ids.token },
    bodies: { ConfirmAuthenticatorAppCommand: { begun: 'as-it-came', code: '123456', name: 'Telephone' } },
    members: {
      'NewAuthenticatorAppDto.secret': 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP',
      'NewAuthenticatorAppDto.uri':
        'otpauth://totp/Hogwarts:harry.potter?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Hogwarts&algorithm=SHA1&digits=6&period=30',
      begun: 'as-it-came',
      'NewAuthenticatorAppDto.expiryTime': exampleExpiry,
      'AddedAuthenticatorAppDto.id': ids.token,
      'AddedAuthenticatorAppDto.name': 'Telephone',
      recoveryCodes: ['0A1B2-C3D4E-5F6G7-H8J9K'],
    },
  },
};
