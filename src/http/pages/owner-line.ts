import type { User } from '../../directory/user.ts';
import { html, type Markup } from './markup.ts';
import type { Visit } from './visit.ts';

/** Whose password is meant, and where: the person may have several accounts, and be signed in with another one. */
export const ownerLine = ({ t, organization }: Visit, { userName }: User): Markup =>
  html`<p class="quiet">${t('page.owner', { user: userName, organization: organization?.name ?? '' })}</p>`;
