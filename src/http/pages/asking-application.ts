import { icon } from './icons.ts';
import { html, type Markup } from './markup.ts';
import { abilitiesOf, isFarReaching, isOfApi, scopeWords } from './scope-words.ts';
import type { Visit } from './visit.ts';

interface Asked {
  readonly application: { readonly name: string };
  readonly scopes: readonly string[];
  /** What the application wants, in a sentence. */
  readonly question: string;
  /** Where it is: its host, or the scheme that it has on this device. */
  readonly place?: string | undefined;
}

const thisDevice = /^(?:localhost|127\.0\.0\.1|\[::1\])(?::|$)/;

/** Which application asks, where it is, what it will be able to do, and how far that goes. */
export function askingApplication(visit: Visit, { application, scopes, question, place }: Asked): Markup {
  const { t } = visit;
  const [initial = ''] = application.name;
  const far = new Set(scopes.filter((scope) => isFarReaching([scope])).map((scope) => scopeWords(t, scope)));
  const lines = abilitiesOf(t, scopes).map((text) =>
    far.has(text) ? html`<li class="far">${icon('warning')}${text}</li>` : html`<li>${text}</li>`,
  );
  return html`<div class="asker"><span class="initial" aria-hidden="true">${initial}</span>
<div><p>${question}</p>${place && html`<p class="small quiet">${thisDevice.test(place) ? t('consent.thisDevice') : place}</p>`}</div></div>
<div class="stack tight">
<p class="legend">${t('consent.willBeAble')}</p>
<ul class="abilities">${lines}</ul>
${scopes.some(isOfApi) && html`<p class="small quiet">${t('consent.asOnlyYou')}</p>`}
</div>
${far.size > 0 && html`<div class="note warn"><p>${t('consent.farReaching', { application: application.name })}</p></div>`}`;
}
