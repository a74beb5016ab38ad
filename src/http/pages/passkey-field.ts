import type { Factor } from '../../directory/factor.ts';
import { askPasskey, relyingParty } from '../../factor/passkey-question.ts';
import { expectPasskey } from '../../factor/passkey-thread.ts';
import { tokenField } from './form-guard.ts';
import { html, type Markup } from './markup.ts';
import type { PageTools } from './page.ts';
import type { Visit } from './visit.ts';

/** How long a page may stand open before the person uses its button, in milliseconds. */
const questionMs = 60 * 60_000;

/** What was asked, as it stands sealed in the form. It counts with the token of the form alone, and so in its browser. */
interface AskedHere {
  readonly asked: string;
  readonly formToken: string;
  readonly until: number;
}

const label = 'page passkey-question';

/** Whether browsers let people have passkeys of this server, under the address that it has. */
export const mayHavePasskeys = (tools: Pick<PageTools, 'externalUrl'>): boolean => relyingParty(tools) !== undefined;

interface PasskeyButton {
  readonly label: string;
  /** The hidden field of the form for what the passkey answers. */
  readonly name?: string;
  readonly kind?: 'first' | 'plain';
  /** It is one way of several on the page: the browser offers passkeys in the field for the name as well, whose `autocomplete` says `webauthn`. */
  readonly isOffered?: true;
}

/**
 * A button of a form, for the browser to ask the person's passkey: the form is sent by itself with the answer. It is there with
 * scripts only, in browsers that have passkeys. `answerOf` reads what comes: the answer in `code`, and what was asked in `asked`.
 *
 * @param own whose passkeys will do; without any, one of anybody whom the browser knows.
 */
export function passkeyField(
  visit: Visit,
  tools: Pick<PageTools, 'externalUrl' | 'now' | 'sealer'>,
  { own, ...button }: PasskeyButton & { readonly own: readonly Factor[] },
): Markup | undefined {
  const question = askPasskey(tools, own);
  if (!question) return undefined;
  // Somebody who has given no name need not have a passkey: for every sign-in page, nothing is loaded.
  if (own.length > 0) expectPasskey();
  const here: AskedHere = { asked: question.asked, formToken: visit.formToken, until: tools.now() + questionMs };
  return html`<input type="hidden" name="asked" value="${tools.sealer.seal(JSON.stringify(here), label)}">
${field(visit, 'get', question.options, button)}`;
}

/** The same for a new passkey, in a form that brings back what was begun. */
export const newPasskeyField = (visit: Visit, shown: Readonly<Record<string, unknown>>, button: PasskeyButton) =>
  field(visit, 'create', shown, button);

/** What was asked of a passkey, if it was asked by this form and not too long ago. */
export function passkeyAsked({ form, now }: Visit, { sealer }: Pick<PageTools, 'sealer'>): string | undefined {
  const text = sealer.unseal(form.get('asked') ?? '', label);
  const here = text === undefined ? undefined : (JSON.parse(text) as AskedHere);
  return here?.formToken === form.get(tokenField) && here.until > now ? here.asked : undefined;
}

function field(
  { t }: Visit,
  ceremony: 'create' | 'get',
  options: Readonly<Record<string, unknown>>,
  { label, name = 'code', kind = 'first', isOffered }: PasskeyButton,
): Markup {
  return html`<div class="passkey stack tight" data-passkey="${ceremony}" data-options="${JSON.stringify(options)}"${isOffered && html` data-offered`} hidden>
<input type="hidden" name="${name}">
<button class="button ${kind}" type="button">${label}</button>
<p class="fault" role="alert" hidden>${t(`passkey.${ceremony}Failed`)}</p>
</div>
${!isOffered && html`<p class="small quiet" data-without-passkey>${t('passkey.needsScript')}</p>`}`;
}
