import type { Permitted } from '../../directory/permission.ts';
import { secretMask } from '../../directory/setting.ts';
import { identityError, identityFailure } from '../../errors.ts';
import { boolean, guid, type Infer, int32, list, object, text } from '../../json/shape.ts';
import { dto, flag, listOf, nullable, string } from '../../operation/answer-shape.ts';
import { describeEndpoint, type Endpoint } from '../../operation/endpoint.ts';
import { partition } from '../../operation/parameter.ts';
import type { Vocabulary } from '../../operation/vocabulary.ts';
import { requireAcceptable } from '../../setting/write.ts';
import { hogwarts } from './example-world.ts';
import { IdentityResult, succeeded } from './identity-result.ts';

const SendTestEmailCommand = object(
  'SendTestEmailCommand',
  {
    partitionGlobalId: guid(),
    address: text(),
  },
  { required: ['address'] },
);

// The path is that of the original; the body is ours, because nobody has published its. Each of the four names is one
// that a client could have for the recipient.
const smtpSettings = list(object('SmtpSetting', { key: text(), value: text() }, { required: ['key'] }), { most: 100 });
const VerifySmtpSettingsCommand = object('VerifySmtpSettingsCommand', {
  partitionGlobalId: guid({ nullable: true }),
  ...{ recipient: text(), recipientEmail: text(), to: text(), address: text() },
  settings: smtpSettings,
  ...{ host: text(), port: int32({ nullable: true }), enableSsl: boolean({ nullable: true }) },
  ...{ userName: text(), password: text(), domain: text(), useDefaultCredentials: boolean({ nullable: true }) },
  ...{ fromEmail: text(), fromDisplayName: text(), connectionTimeout: int32({ nullable: true }) },
});

const TestMailCommand = object(
  'TestMailCommand',
  { address: text(), settings: smtpSettings },
  { required: ['address'] },
);
export const MailTestResult = dto('MailTestResult', {
  succeeded: flag,
  description: nullable(string),
  transcript: listOf(dto('TranscriptLineDto', { by: string, text: string })),
});

export interface TestMailTools {
  readonly testMail: {
    /**
     * Returns why the message could not be sent, if it was not, and what was said to the mail server.
     *
     * @param given values to use in place of the stored ones, by the rest of their key in lower case: `host`, `fromemail`.
     */
    test(
      permitted: Permitted<'setting.testMail'>,
      address: string,
      given?: Readonly<Record<string, string>>,
    ): Promise<{
      readonly fault: { readonly description: string } | undefined;
      readonly transcript: readonly { readonly by: string; readonly text: string }[];
    }>;
  };
}

const [tag, access] = ['Setting', 'setting.testMail'] as const;
const answer = { status: 200, shape: IdentityResult } as const;
const faultOf = ({ description }: { readonly description: string }) => identityError('MailNotSent', description);

/** Trying out how mail is sent. */
export const testMailEndpoints = ({ testMail }: TestMailTools): readonly Endpoint[] => [
  describeEndpoint({
    operationId: 'Setting_SendTestEmail',
    tag,
    summary: 'Sends a test message with the mail settings in force',
    description: 'The answer says whether the mail server took the message.',
    method: 'POST',
    path: '/api/Setting/TestEmail',
    access,
    changesNothing: true,
    body: SendTestEmailCommand,
    answer,
    handle: async ({ permitted, body }) => {
      const { fault } = await testMail.test(permitted, body.address ?? '');
      return fault ? { succeeded: false, errors: [faultOf(fault)] } : succeeded;
    },
  }),
  describeEndpoint({
    operationId: 'Setting_VerifySmtpSettings',
    tag,
    summary: 'Sends a test message with the mail settings of the request, or with those in force',
    description:
      'Settings stand in the list, or as members of their own. Where there are any, all of them count together, with their own ' +
      'password: nothing is stored, and nothing that is stored is sent.',
    method: 'POST',
    path: '/api/Setting/VerifySmtpSettings',
    access,
    changesNothing: true,
    body: VerifySmtpSettingsCommand,
    answer,
    handle: async ({ permitted, body }) => {
      const address = [body.recipient, body.recipientEmail, body.to, body.address].find(Boolean) ?? '';
      const { fault } = await testMail.test(permitted, address, givenIn(body));
      if (fault) throw identityFailure(faultOf(fault));
      return succeeded;
    },
  }),
  describeEndpoint({
    operationId: 'Mail_Test',
    tag: 'Mail',
    summary: 'Sends a test message, and shows what was said to the mail server',
    description:
      'With the settings in force, or with those of the request as `VerifySmtpSettings` takes them in a list. No password is in what ' +
      'was said, and where the mail server is the one of the host or of the operator, nobody else is shown it.',
    method: 'POST',
    path: '/api/Mail/{partitionGlobalId}/test',
    access,
    changesNothing: true,
    parameters: { partitionGlobalId: partition() },
    body: TestMailCommand,
    answer: { status: 200, shape: MailTestResult },
    handle: async ({ permitted, body }) => {
      const { fault, transcript } = await testMail.test(permitted, body.address ?? '', givenIn(body));
      return { succeeded: fault === undefined, description: fault?.description ?? null, transcript };
    },
  }),
];

const memberKeys = {
  host: 'Host',
  port: 'Port',
  userName: 'UserName',
  password: 'Password',
  domain: 'Domain',
  enableSsl: 'EnableSsl',
  useDefaultCredentials: 'UseDefaultCredentials',
  fromEmail: 'FromEmail',
  fromDisplayName: 'FromDisplayName',
  connectionTimeout: 'ConnectionTimeout',
} as const;

const prefix = 'Email.Smtp.';

/**
 * What is given of the settings, by the rest of their key; undefined where nothing is.
 *
 * @throws GatehouseError ValidationFailed when a value is refused.
 */
function givenIn(body: Given): Readonly<Record<string, string>> | undefined {
  const entries = entriesOf(body);
  requireAcceptable(entries);
  if (entries.length === 0) return undefined;
  return Object.fromEntries(entries.map(({ key, value }) => [key.slice(prefix.length).toLowerCase(), value]));
}

type Given = Partial<Infer<typeof VerifySmtpSettingsCommand>>;

/** The mask of a stored password is none: it would stand for itself. */
function entriesOf(body: Given) {
  const members = Object.keys(memberKeys) as (keyof typeof memberKeys)[];
  const single = members.map((name) => ({ key: `${prefix}${memberKeys[name]}`, value: body[name] ?? null }));
  const listed = (body.settings ?? []).map((entry) => ({ key: entry?.key ?? '', value: entry?.value ?? null }));
  return [...listed, ...single]
    .filter(({ key }) => key.toLowerCase().startsWith(prefix.toLowerCase()))
    .flatMap(({ key, value }) => (value === null || value === secretMask ? [] : [{ key, value: String(value) }]));
}

export const testMailVocabulary: Vocabulary = {
  meanings: {
    address: 'The e-mail address to which it is sent.',
    recipient: 'The e-mail address to which it is sent.',
    recipientEmail: 'The same as `recipient`.',
    to: 'The same as `recipient`.',
    'VerifySmtpSettingsCommand.address': 'The same as `recipient`.',
    'VerifySmtpSettingsCommand.settings': 'Settings that begin with `Email.Smtp.`, to try out.',
    'VerifySmtpSettingsCommand.userName': 'The name with which to sign in there.',
    'VerifySmtpSettingsCommand.password': 'The password to that name.',
    'VerifySmtpSettingsCommand.domain': 'Read and ignored.',
    'TestMailCommand.settings': 'Settings that begin with `Email.Smtp.`, to try out in place of those in force.',
    'MailTestResult.description': 'Why it was not sent; null: it was.',
    transcript: 'What was said, in order; empty where nothing was, or where it is not for the caller.',
    by: 'Who said it: `client` is this server, `server` the mail server; `note` is a remark.',
    'TranscriptLineDto.text': 'One line.',
    host: 'The name or the address of the mail server.',
    port: 'Its port.',
    enableSsl: 'Whether the connection is encrypted in any case.',
    useDefaultCredentials: 'Whether nobody signs in there.',
    fromEmail: 'The address of the sender.',
    fromDisplayName: 'The name of the sender.',
    connectionTimeout: 'Read and ignored.',
  },
  examples: {
    bodies: {
      TestMailCommand: { address: 'minerva@hogwarts.example' },
      SendTestEmailCommand: { partitionGlobalId: hogwarts, address: 'minerva@hogwarts.example' },
      VerifySmtpSettingsCommand: {
        partitionGlobalId: hogwarts,
        recipient: 'minerva@hogwarts.example',
        ...{ host: 'owls.hogwarts.example', port: 587, enableSsl: true, fromEmail: 'owlery@hogwarts.example' },
        ...{ userName: 'owlery', password: 'errol-and-hermes' },
      },
    },
    members: { by: 'server', 'TranscriptLineDto.text': '220 owls.hogwarts.example ESMTP' },
  },
};
