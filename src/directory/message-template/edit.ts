import { entityNotFound, GatehouseError, invalidMember } from '../../errors.ts';
import { nextTurn } from '../../turns.ts';
import type { Budget } from '../budget.ts';
import { auditEntryOf, type Command } from '../command.ts';
import {
  guardedTemplates,
  longestTemplate,
  messageTemplates,
  type PlaceholderValues,
  type TemplateName,
} from '../message-template.ts';
import type { Organization } from '../organization.ts';
import { type Permitted, permit } from '../permission.ts';
import type { Store, Tables } from '../store.ts';
import { builtInTemplate, causeText, composeMessage, type Message, sourceText } from './compose.ts';
import { htmlReader } from './html.ts';
import { type OwnText, readOwnText } from './own-text.ts';

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
  return await loadTemplate(tools, permitted, requireTemplate(messageTemplates.find((template) => template.id === id)));
}

/** @throws GatehouseError NotFound. */
export async function templateByName(tools: TemplateTools, permitted: Reader, name: string): Promise<MessageTemplate> {
  const wanted = name.toLowerCase();
  const found = messageTemplates.find((template) => template.name.toLowerCase() === wanted);
  return await loadTemplate(tools, permitted, requireTemplate(found));
}

/** Changes of the texts that carry links, of which each is told to many, in an hour of an organization. */
export const guardedChanges = { most: 10, windowMs: 60 * 60_000, capacity: 10_000 } as const;

/** How many administrators are told. */
const mostTold = 50;

export interface TemplateChange extends Command<'messageTemplate.write'> {
  readonly id: number;
  /** Null brings the built-in text back. */
  readonly value: string | null;
}

/**
 * Replaces the text of one message of an organization. Of a text that carries links, its administrators are told.
 *
 * @param budget of changes of those texts, by organization.
 * @throws GatehouseError NotFound; ValidationFailed when the text cannot be kept; ScopeMissing or TooManyRequests for a
 *   text that carries links.
 */
export async function changeTemplate(
  tools: TemplateTools,
  change: TemplateChange,
  budget: Budget,
): Promise<MessageTemplate> {
  const { permitted, id, value, at } = change;
  const named = requireTemplate(messageTemplates.find((template) => template.id === id));
  const isGuarded = guardedTemplates.includes(named.name);
  if (isGuarded) permit(permitted.actor, 'safeguard.change', permitted.organizationId);
  if (value !== null) await requireUsable(value);
  if (isGuarded) spendBudget(budget, permitted.organizationId, at);
  await tools.store.transaction(async (tables) => {
    await tables.messageTemplates.put(permitted.organizationId, id, value, at);
    const details = { name: named.name, isBuiltIn: value === null };
    const entry = { category: 'MessageTemplate', action: 'Update', targetId: String(id), details } as const;
    await tables.audit.append(auditEntryOf(change, entry));
    if (isGuarded) await tellAdministrators(tables, change, named.name);
  });
  return await loadTemplate(tools, permitted, named);
}

function spendBudget(budget: Budget, organizationId: string, at: number): void {
  if (budget.take(organizationId, at)) return;
  const retryAfterSeconds = Math.ceil(budget.renewedIn(organizationId, at) / 1000);
  throw new GatehouseError({ code: 'TooManyRequests', retryAfterSeconds });
}

async function tellAdministrators(
  { memberships, outbox }: Tables,
  { permitted: { actor, organizationId }, at }: TemplateChange,
  template: TemplateName,
): Promise<void> {
  const facts = { organizationId, kind: 'MessageTemplateChanged', template, actor: actor.name, at } as const;
  for (const userId of await memberships.administratorsWithEmail(organizationId, mostTold)) {
    await outbox.put({ ...facts, userId });
  }
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
  const { name } = requireTemplate(messageTemplates.find((template) => template.id === id));
  const own = value === null ? await ownText(tools.store, organizationId, id) : await requireUsable(value);
  return composeMessage(name, sampleValues(tools, organization, name), { language: 'en', own, isPreview: true });
}

async function loadTemplate(
  { store }: TemplateTools,
  { organizationId }: Permitted<'messageTemplate.read' | 'messageTemplate.write'>,
  { id, name }: Named,
): Promise<MessageTemplate> {
  const own = await store.messageTemplates.find(organizationId, id);
  return { id, name, value: own ?? builtInTemplate(name) };
}

function requireTemplate(named: Named | undefined): Named {
  if (named) return named;
  throw entityNotFound();
}

/** What is in force of a text that was stored before it had to keep the rules is the built-in one. */
async function ownText(
  { messageTemplates }: Pick<Store, 'messageTemplates'>,
  organizationId: string,
  id: number,
): Promise<OwnText | undefined> {
  const stored = await messageTemplates.find(organizationId, id);
  const read = stored === undefined ? undefined : readOwnText(stored);
  return read && 'refused' in read ? undefined : read;
}

async function requireUsable(value: string): Promise<OwnText> {
  if (value.length > longestTemplate) {
    throw refusal(`The field value must be a string with a maximum length of ${longestTemplate}.`);
  }
  if (value.includes('\0')) throw refusal('The field value must not contain the character NUL.');
  // With the first one, what reads HTML is loaded: that takes a turn of the event loop of its own.
  htmlReader();
  await nextTurn();
  const read = readOwnText(value);
  if ('refused' in read) throw refusal(read.refused);
  return read;
}

const refusal = (fault: string): GatehouseError => invalidMember('value', fault);

const sampleValues = ({ externalUrl }: TemplateTools, organization: string, name: TemplateName): PlaceholderValues => ({
  displayName: 'Ana Example',
  userName: 'ana',
  email: 'ana@example.com',
  organization,
  time: '1 January 2030 at 12:00 UTC',
  link: `${externalUrl}/example`,
  expires: '1 January 2030 at 12:15 UTC',
  source: sampleSource(name),
  url: externalUrl,
  template: '',
  actor: '',
  factor: '',
  left: '',
  code: '',
});

/** Whose attempts are refused, or who did what the message tells of. */
function sampleSource(name: TemplateName): string {
  if (name === 'AccountLockedOut') return sourceText({ kind: 'network', network: '192.0.2.0/24' }, undefined);
  if (name === 'UserInvitation') return causeText({ by: 'administrator', name: 'Mihai Example' }, undefined);
  const whence = { address: '192.0.2.7', browser: 'Firefox', system: 'Windows' };
  return causeText({ by: name === 'ForgotPassword' ? 'anybody' : 'owner', ...whence }, undefined);
}
