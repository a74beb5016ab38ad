import type { StoredAuditEntry } from '../audit.ts';
import type { AuditActor } from './entry.ts';
import { messages as de } from './message/de.ts';
import { type AuditMessages, messages as en } from './message/en.ts';
import { messages as ro } from './message/ro.ts';

/** In each language whatever it has, and the rest in English. */
const languages: ReadonlyMap<string, AuditMessages> = new Map([
  ['de', { ...en, ...de }],
  ['ro', { ...en, ...ro }],
]);

const primaryOf = (language: string): string => language.trim().toLowerCase().split(/[-_]/, 1)[0] ?? '';

const messagesIn = (language: string): AuditMessages => languages.get(primaryOf(language)) ?? en;

/** A person of whom nothing is known. Sentences about one begin with it. */
const somebody: ReadonlyMap<string, string> = new Map([
  ['de', 'Jemand'],
  ['ro', 'Cineva'],
]);

const nameOf = ({ type, id, name }: AuditActor, language: string): string =>
  type === 'user' && id === null ? (somebody.get(primaryOf(language)) ?? 'Somebody') : name;

/** Every event that has a sentence: as `category/action`, with the sentence about somebody. */
export const auditEvents = (language: string): readonly (readonly [event: string, sentence: string])[] =>
  Object.entries(messagesIn(language))
    .filter(([event]) => !event.endsWith(ofNobody))
    .map(([event, sentence]) => [event, sentence.replace('{actor}', '…')]);

const ofNobody = '/nobody';

/**
 * What happened, as a sentence. English where the language, or the language's sentence for this event, is missing.
 *
 * @param language a language tag such as `de` or `de-AT`.
 */
export function auditMessage({ category, action, actor, targetId }: StoredAuditEntry, language: string): string {
  const key = `${category}/${action}`;
  const messages = messagesIn(language);
  const template =
    (targetId === null ? messages[key + ofNobody] : undefined) ?? messages[key] ?? `{actor}: ${category} ${action}`;
  return template.replace('{actor}', () => nameOf(actor, language));
}
