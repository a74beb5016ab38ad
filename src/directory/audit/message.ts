import type { StoredAuditEntry } from '../audit.ts';
import { messages as de } from './message/de.ts';
import { type AuditMessages, messages as en } from './message/en.ts';
import { messages as ro } from './message/ro.ts';

const languages: ReadonlyMap<string, AuditMessages> = new Map([
  ['en', en],
  ['de', de],
  ['ro', ro],
]);

/**
 * What happened, as a sentence. English where the language, or the language's sentence for this event, is missing.
 *
 * @param language a language tag such as `de` or `de-AT`.
 */
export function auditMessage({ category, action, actor }: StoredAuditEntry, language: string): string {
  const key = `${category}/${action}`;
  const [primary = ''] = language.trim().toLowerCase().split(/[-_]/, 1);
  const template = languages.get(primary)?.[key] ?? en[key] ?? `{actor}: ${category} ${action}`;
  return template.replace('{actor}', () => actor.name);
}
