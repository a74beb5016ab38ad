import { Budget } from '../../directory/budget.ts';
import {
  changeTemplate,
  guardedChanges,
  previewTemplate,
  type TemplateTools,
  templateById,
  templateByName,
} from '../../directory/message-template/edit.ts';
import { invalidMember } from '../../errors.ts';
import { int64, object, text } from '../../json/shape.ts';
import { dto, int64Out, listOf, nullable, string } from '../../operation/answer-shape.ts';
import { describeEndpoint, type Endpoint } from '../../operation/endpoint.ts';
import { numberInPath, requiredText } from '../../operation/parameter.ts';
import type { Vocabulary } from '../../operation/vocabulary.ts';
import { commandOf } from '../command.ts';

const MessageTemplateDto = dto('MessageTemplateDto', { id: int64Out, name: nullable(string), value: nullable(string) });
const UpdateMessageTemplateCommand = object('UpdateMessageTemplateCommand', { id: int64(), value: text() });
const PreviewMessageTemplateCommand = object('PreviewMessageTemplateCommand', { value: text() });
const MessagePreview = dto('MessagePreview', {
  subject: string,
  html: string,
  text: string,
  unknownPlaceholders: listOf(string),
});
/** A template of the greatest length, with room for what JSON escapes. */
const bodyLimit = 512 * 1024;

export interface MessageTemplateTools extends TemplateTools {
  /** Epoch milliseconds. */
  readonly now: () => number;
}

export function messageTemplateEndpoints(tools: MessageTemplateTools): readonly Endpoint[] {
  const budget = new Budget(guardedChanges);
  const templateId = numberInPath('The message template.');
  const tag = 'MessageTemplate';
  return [
    describeEndpoint({
      operationId: 'MessageTemplate_GetTemplate',
      tag,
      summary: 'Gets a message template by its name',
      method: 'GET',
      path: '/api/MessageTemplate',
      access: 'messageTemplate.read',
      query: { name: requiredText('The name of the message template.') },
      answer: { status: 200, shape: MessageTemplateDto },
      handle: async ({ permitted, query }) => await templateByName(tools, permitted, query.name),
    }),
    describeEndpoint({
      operationId: 'MessageTemplate_GetTemplate_By_Id',
      tag,
      summary: 'Gets a message template by its id',
      method: 'GET',
      path: '/api/MessageTemplate/{templateId}',
      access: 'messageTemplate.read',
      parameters: { templateId },
      answer: { status: 200, shape: MessageTemplateDto },
      handle: async ({ permitted, parameters }) => await templateById(tools, permitted, parameters.templateId),
    }),
    describeEndpoint({
      operationId: 'MessageTemplate_UpdateTemplate',
      tag,
      summary: 'Updates a message template',
      description:
        'A null value brings the built-in text back. The texts of ForgotPassword and UserInvitation, whose links set ' +
        'passwords, are changed by an administrator who has signed in here, or with PM.AuthSetting besides, ten times in ' +
        'an hour; the administrators are told by mail. A placeholder stands where its value is only shown: in text, and ' +
        'in the attributes alt, title and aria-label. {{link}} is the whole href of an a; no other address has a placeholder, ' +
        'but that the href of an a may begin with {{url}}.',
      method: 'PUT',
      path: '/api/MessageTemplate/{templateId}',
      access: 'messageTemplate.write',
      parameters: { templateId },
      body: UpdateMessageTemplateCommand,
      bodyLimit,
      answer: { status: 200, shape: MessageTemplateDto },
      handle: async (call) => {
        const { templateId: id } = call.parameters;
        requireSameId(id, call.body.id ?? 0);
        const change = { ...commandOf(call, tools.now), id, value: call.body.value ?? null };
        return await changeTemplate(tools, change, budget);
      },
    }),
    describeEndpoint({
      operationId: 'MessageTemplate_Preview',
      tag,
      summary: 'Shows a message as it would be sent, with made-up values',
      description:
        'Without a value, the text in force is shown. Placeholders that stand for nothing stay visible and are listed.',
      method: 'POST',
      path: '/api/MessageTemplate/{templateId}/preview',
      access: 'messageTemplate.read',
      parameters: { templateId },
      body: PreviewMessageTemplateCommand,
      isBodyOptional: true,
      bodyLimit,
      answer: { status: 200, shape: MessagePreview },
      handle: async ({ permitted, organization, parameters, body }) =>
        await previewTemplate(tools, permitted, organization.name, parameters.templateId, body.value ?? null),
    }),
  ];
}

function requireSameId(inPath: number, inBody: number): void {
  if (inBody === 0 || inBody === inPath) return;
  throw invalidMember('id', 'The id of the body is not the id of the path.');
}

export const messageTemplateVocabulary: Vocabulary = {
  tags: {
    MessageTemplate: 'The texts of mails.',
  },
  meanings: {
    'MessageTemplateDto.value': 'The text: HTML with placeholders.',
    'UpdateMessageTemplateCommand.value': 'The text: HTML with placeholders; null brings the built-in one back.',
    'PreviewMessageTemplateCommand.value': 'The text to show; absent: that in force.',
    'UpdateMessageTemplateCommand.id': 'The id of the path once more, or 0.',
    subject: 'The subject of the mail.',
    html: 'The mail as HTML.',
    text: 'The mail as plain text.',
    unknownPlaceholders: 'Placeholders that stand for nothing.',
  },
  examples: {
    parameters: {
      templateId: 1,
      'MessageTemplate_GetTemplate.name': 'ForgotPassword',
    },
    bodies: {
      UpdateMessageTemplateCommand: { id: 1, value: null },
      PreviewMessageTemplateCommand: { value: '<p>Dear {{name}}</p>' },
    },
    members: {
      'MessageTemplateDto.id': 1,
      'MessageTemplateDto.name': 'ForgotPassword',
      'MessageTemplateDto.value': '<p>Dear {{name}}</p>',
      unknownPlaceholders: [],
      subject: 'Your password at Hogwarts',
      html: '<p>Dear Harry</p>',
      text: 'Dear Harry',
    },
  },
};
