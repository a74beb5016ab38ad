import type { Faults } from '../../pages/fields.ts';
import { html, type Markup } from '../../pages/markup.ts';
import type { UndoForm } from '../../pages/notice.ts';
import type { ConsoleVisit } from '../page.ts';
import type { ShownCertificate } from './pair.ts';

// A page names a certificate and asks. Another administrator may put another one in its place before the answer comes: what was
// decided about the one is not done to the other.

type Seen = ShownCertificate | undefined;

/** The field with the certificate that a page shows. An empty one: there was none. */
const name = 'seen';

export const seenFields = (shown: Seen): UndoForm['fields'] => [[name, shown?.thumbprint ?? '']];

export const seenField = (shown: Seen): Markup =>
  html`<input type="hidden" name="${name}" value="${shown?.thumbprint ?? ''}">`;

/** Whether the form was filled in beside another certificate than the one that is there. */
export function isAnother({ form }: ConsoleVisit, now: Seen): boolean {
  const seen = form.get(name);
  return seen !== null && seen !== (now?.thumbprint ?? '');
}

export const meanwhile = ({ t }: ConsoleVisit): Faults => ({ '': [t('refusal.meanwhile')] });
