import { GatehouseError } from '../../errors.ts';
import { type Command, entryOf } from '../command.ts';
import { longestTemplate, messageTemplates, type PlaceholderValues, type TemplateName } from '../message-template.ts';
import type { Organization } from '../organization.ts';
import type { Permitted } from '../permission.ts';
import type { Store } from '../store.ts';
import { builtInTemplate, composeMessage, type Message, sourceText } from './compose.ts';

export interface TemplateTools {
  readonly store: Store;
  /** Base of every link. */
  readonly externalUrl: string;
}

export interface MessageTemplate {
  readonly id: number;
  readonly name: TemplateName;
  /** The organization's own HTML, else the built-in text in English. */
  readonly value: string;
}

type Named = (typeof messageTemplates)[number];

type Reader = Permitted<'messageTemplate.read'>;

/** @throws GatehouseError NotFound. */
export async function templateById(tools: TemplateTools, permitted: Reader, id: number): Promise<MessageTemplate> {
  return await load(tools, permitted, require(messageTemplates.find((template) => template.id === id)));
}

/** @throws GatehouseError NotFound. */
export async function templateByName(tools: TemplateTools, permitted: Reader, name: string): Promise<MessageTemplate> {
  const wanted = name.toLowerCase();
  const found = messageTemplates.find((template) => template.name.toLowerCase() === wanted);
  return await load(tools, permitted, require(found));
}

export interface TemplateChange extends Command<'messageTemplate.write'> {
  readonly id: number;
  /** Null brings the built-in text back. */
  readonly value: string | null;
}

/**
 * Replaces the text of one message of an organization.
 *
 * @throws GatehouseError NotFound, or ValidationFailed when the text cannot be kept.
 */
export async function changeTemplate(tools: TemplateTools, change: TemplateChange): Promise<MessageTemplate> {
  const { permitted, id, value, at } = change;
  const named = require(messageTemplates.find((template) => template.id === id));
  if (value !== null) requireStorable(value);
  await tools.store.transaction(async (tables) => {
    await tables.messageTemplates.put(permitted.organizationId, id, value, at);
    const details = { name: named.name, isBuiltIn: value === null };
    const entry = { category: 'MessageTemplate', action: 'Update', targetId: String(id), details } as const;
    await tables.audit.append(entryOf(change, entry));
  });
  return await load(tools, permitted, named);
}

/**
 * The message as somebody would get it, with made-up values.
 *
 * @param value the text to try; null for the one in force.
 * @throws GatehouseError NotFound or ValidationFailed.
 */
export async function previewTemplate(
  tools: TemplateTools,
  { organizationId }: Reader,
  organization: Organization['name'],
  id: number,
  value: string | null,
): Promise<Message> {
  const { name } = require(messageTemplates.find((template) => template.id === id));
  if (value !== null) requireStorable(value);
  const override = value ?? (await tools.store.messageTemplates.find(organizationId, id));
  return composeMessage(name, sample(tools, organization), { language: 'en', override, isPreview: true });
}

async function load(
  { store }: TemplateTools,
  { organizationId }: Permitted<'messageTemplate.read' | 'messageTemplate.write'>,
  { id, name }: Named,
): Promise<MessageTemplate> {
  const own = await store.messageTemplates.find(organizationId, id);
  return { id, name, value: own ?? builtInTemplate(name) };
}

function require(named: Named | undefined): Named {
  if (named) return named;
  throw new GatehouseError({ code: 'NotFound', detail: 'The entity was not found.' });
}

function requireStorable(value: string): void {
  const fault =
    value.length > longestTemplate
      ? `The field value must be a string with a maximum length of ${longestTemplate}.`
      : value.includes('\0') && 'The field value must not contain the character NUL.';
  if (fault) throw new GatehouseError({ code: 'ValidationFailed', errors: { value: [fault] } });
}

const sample = ({ externalUrl }: TemplateTools, organization: string): PlaceholderValues => ({
  displayName: 'Ana Example',
  userName: 'ana',
  email: 'ana@example.com',
  organization,
  time: '1 January 2030 at 12:00 UTC',
  link: `${externalUrl}/example`,
  expires: '1 January 2030 at 12:15 UTC',
  source: sourceText({ kind: 'network', network: '192.0.2.0/24' }, undefined),
  url: externalUrl,
});
