import type { OwnPath } from '../../directory/own-path.ts';
import { keepSignedInDays } from '../../directory/setting.ts';
import type { User } from '../../directory/user.ts';
import { knowsPassword, type SignInResult, signIn } from '../../password/sign-in.ts';
import type { SignInRealm } from '../../password/sign-in-account.ts';
import { checkField, type Faults, formOf, noFaults, passwordField, submit, textField } from './fields.ts';
import { finishOnce, finishSignIn, goHalfway } from './finish-sign-in.ts';
import { html, type Markup } from './markup.ts';
import { badNote, plainNote } from './notice.ts';
import type { Page, PageTools } from './page.ts';
import { isPasskeyForm, passkeyButton, signInWithPasskey } from './passkey-sign-in.ts';
import { type PageAnswer, pageUrl, personName, type Visit } from './visit.ts';
import { contextOf } from './way-back.ts';

/** `{prefix}/web/login`: a name, a password, and an organization where nothing else says which one. */
export const signInPage: Page = {
  path: 'login',
  cost: 'signIn',
  takesTurn: true,
  isOfNamedOrganization: true,
  show: async (visit, tools) => {
    const next = await nextFor(visit, tools);
    return next ? { location: next } : await form(visit, tools, noFaults, errorText(visit));
  },
  submit: async (visit, tools) => {
    if (isPasskeyForm(visit)) return await concludePasskey(visit, tools);
    const faults = missing(visit, ['userName', 'password']);
    if (Object.keys(faults).length > 0) return await form(visit, tools, faults);
    const result = await signIn(tools, {
      organization: realmOf(visit),
      userNameOrEmail: field(visit, 'userName').trim(),
      password: field(visit, 'password'),
      channel: 'page',
      traceId: visit.traceId,
      clientIp: visit.clientIp,
      browserInfo: visit.browserInfo,
      device: tools.knownDevice.read(visit.request),
      asksSecondFactor: visit.about?.asksSecondFactor ?? false,
      signal: visit.signal,
    });
    return await conclude(visit, tools, result);
  },
};

const field = ({ form: fields }: Visit, name: string): string => fields.get(name) ?? '';

/** As the form says, or, before there was one, the page from which the person comes back. */
const wantsToStay = ({ form: fields, query }: Visit): boolean =>
  (fields.has('userName') ? fields : query).get('keep') === 'yes';

/** Where nothing says which organization it is, its rule is kept when the person has signed in. */
async function mayStay({ organization }: Visit, { store }: PageTools): Promise<boolean> {
  return organization === undefined || keepSignedInDays(await store.settings.inForce(organization.id)) > 0;
}

function missing(visit: Visit, names: readonly string[]): Faults {
  const empty = names.filter((name) => field(visit, name) === '');
  return Object.fromEntries(empty.map((name) => [name, [visit.t('field.required')]]));
}

/**
 * Where to send a person who has signed in already; a request that asks for another sign-in asks for one since it began. Nowhere
 * where the address names another organization, and nothing else opened the page: they come to sign in there.
 */
async function nextFor(visit: Visit, { interactions }: PageTools): Promise<OwnPath | undefined> {
  const { session, interaction, query, request, returnUrl } = visit;
  if (!session || query.has('errorCode')) return undefined;
  if (interaction?.kind === 'signIn') return await interactions.resume(request, returnUrl);
  if (isSignedInElsewhere(visit)) return undefined;
  return returnUrl ?? pageUrl(visit, 'account');
}

const isSignedInElsewhere = ({ session, organization, about }: Visit): boolean =>
  Boolean(session && organization && !about && session.user.organizationId !== organization.id);

/** What opened the page says the organization, or else the person does. */
function realmOf(visit: Visit): SignInRealm {
  if (visit.organization) return { named: visit.organization.id };
  const named = field(visit, 'organization').trim();
  return named === '' ? 'anywhere' : { named };
}

async function concludePasskey(visit: Visit, tools: PageTools): Promise<PageAnswer> {
  const result = await signInWithPasskey(visit, tools);
  const isWrong = result.outcome === 'refused' && result.reason === 'invalidCredentials';
  if (isWrong) return await form(visit, tools, noFaults, visit.t('passkey.wrong'), 400);
  return await conclude(visit, tools, result, finishOnce);
}

async function conclude(
  visit: Visit,
  tools: PageTools,
  result: SignInResult,
  finish: typeof finishSignIn = finishSignIn,
): Promise<PageAnswer> {
  if (knowsPassword(result)) visit.spent?.giveBack();
  if (result.outcome === 'signedIn') return await finish(visit, tools, result, wantsToStay(visit));
  if (result.outcome === 'halfway') return goHalfway(visit, tools, result, wantsToStay(visit));
  if (result.reason === 'invalidCredentials') {
    const isUnsaid = realmOf(visit) === 'anywhere';
    return await form(visit, tools, noFaults, visit.t(isUnsaid ? 'signIn.wrongPlace' : 'signIn.wrong'), 400);
  }
  return toldWhy(visit, tools, result, wantsToStay(visit));
}

/** Back to the sign-in page, which says why a person who has proved who they are is refused. */
export function toldWhy(
  visit: Visit,
  tools: PageTools,
  result: Exclude<SignInResult, { readonly outcome: 'signedIn' | 'halfway' }>,
  isKept: boolean,
): PageAnswer {
  const errorCode = String(errorCodes[result.reason]);
  const { traceId } = visit;
  const keep = isKept ? 'yes' : undefined;
  const known = result.reason === 'emailIsNotConfirmed' ? unconfirmedBy(visit, tools, result.user) : {};
  return { location: pageUrl(visit, 'login', { ...contextOf(visit), errorCode, traceId, keep, ...known }) };
}

/** The numbers of the original, where they are known; 200 is its number for everything unknown. */
const errorCodes = {
  invalidCredentials: 200,
  organizationIsNotActive: 204,
  userIsNotActive: 206,
  emailIsNotConfirmed: 208,
  passwordSignInIsRestricted: 210,
  passwordMustBeChanged: 200,
} as const;

/** A person who has proved the password can have the link to confirm the address sent again, in this browser. */
const unconfirmedBy = ({ request }: Visit, { unconfirmed }: PageTools, { organizationId, id, userName }: User) => ({
  login_hint: userName,
  unconfirmed: unconfirmed.write(request, { organizationId, id }),
});

const errorTexts = {
  204: 'signIn.organizationNotActive',
  206: 'signIn.notActive',
  208: 'signIn.notConfirmed',
  210: 'signIn.restricted',
  219: 'signIn.notAccepted',
} as const;

function errorText({ query, t }: Visit): string | undefined {
  const code = query.get('errorCode');
  if (code === null) return undefined;
  const known = Object.entries(errorTexts).find(([number]) => number === code);
  return t(known?.[1] ?? 'signIn.failed');
}

async function form(
  visit: Visit,
  tools: PageTools,
  faults: Faults,
  problem?: string,
  status?: number,
): Promise<PageAnswer> {
  const { t, about, query, organization, look } = visit;
  const isRefused = problem !== undefined || Object.keys(faults).length > 0;
  const failed = trace(query);
  const typed = field(visit, 'userName') || about?.loginHint || query.get('login_hint');
  const asks = !organization && (await asksOrganization(visit, tools));
  const passkey = await passkeyButton(visit, tools);
  const isEmpty = asks && (await tools.store.organizations.howMany()) === 'none';
  const body = html`${context(visit)}
${visit.user && isSignedInElsewhere(visit) && plainNote(t('consent.signedInAs', { user: personName(visit.user) }))}
${problem && badNote(problem)}
${isEmpty && plainNote(t('signIn.noOrganization'))}
${problem && failed && html`<p class="small quiet">${t('page.trace', { traceId: failed })}</p>`}
${sendAgain(visit, tools)}
${formOf(
  visit,
  html`${asks && organizationField(visit, faults)}
${textField({ name: 'userName', label: t('field.userName'), faults, autocomplete: passkey ? 'username webauthn' : 'username', value: typed ?? '', isFirst: !typed })}
${passwordField(visit, {
  ...{ name: 'password', label: t('field.password'), faults, isFirst: Boolean(typed) },
  autocomplete: 'current-password',
  aside: html`<a href="${forgottenUrl(visit)}">${t('signIn.forgotten')}</a>`,
})}
${(await mayStay(visit, tools)) && checkField({ name: 'keep', label: t('signIn.keep'), hint: t('signIn.keepHint'), isChecked: wantsToStay(visit) })}
${submit(t('signIn.submit'))}
${passkey}`,
  { waits: true },
)}
${!asks && !isNamedElsewhere(visit) && html`<p class="small"><a href="${elsewhereUrl(visit)}">${t('signIn.elsewhere')}</a></p>`}`;
  const name = look.organization?.id === organization?.id ? look.name : organization?.name;
  const title = organization && name ? t('signIn.titleAt', { organization: name }) : t('signIn.title');
  return { title, body, isRefused, status: status ?? (isRefused && !problem ? 400 : 200) };
}

function sendAgain(visit: Visit, { unconfirmed }: PageTools): Markup | undefined {
  const ticket = visit.query.get('unconfirmed');
  if (visit.request.method === 'POST' || !unconfirmed.read(visit.request, ticket)) return undefined;
  const action = pageUrl(visit, 'send-confirmation', { ...contextOf(visit), ticket: ticket ?? undefined });
  return formOf(visit, submit(visit.t('confirmation.again'), 'plain'), { action });
}

/** Where there is one organization only, nobody has to say which, unless it turns out to be another: the host's. */
async function asksOrganization(visit: Visit, { store }: PageTools): Promise<boolean> {
  if (visit.query.has('organization') || visit.form.has('userName')) return true;
  return (await store.organizations.howMany()) !== 'one';
}

/** The application or the URL leaves no choice. */
const isNamedElsewhere = ({ about, urlOrganization }: Visit): boolean =>
  (about?.organizationId ?? urlOrganization) !== undefined;

/** The same page, on which the person says which organization. */
const elsewhereUrl = (visit: Visit): OwnPath => pageUrl(visit, 'login', { ...contextOf(visit), organization: '' });

function forgottenUrl(visit: Visit): OwnPath {
  const typed = field(visit, 'organization').trim() || undefined;
  const { organization = typed, returnUrl } = contextOf(visit);
  return pageUrl(visit, 'forgot-password', { organization, returnUrl });
}

const context = ({ t, about }: Visit): Markup | undefined =>
  about && html`<p class="quiet">${t('signIn.for', { application: about.application.name })}</p>`;

const organizationField = (visit: Visit, faults: Faults): Markup =>
  textField({
    name: 'organization',
    label: visit.t('field.organization'),
    hint: visit.t('field.organizationHint'),
    autocomplete: 'organization',
    value: field(visit, 'organization') || visit.query.get('organization') || '',
    isOptional: true,
    faults,
  });

/** The trace id of the request that failed. Anyone can write the link, so everything else is ignored. */
const trace = (query: URLSearchParams): string | undefined =>
  /^(?:00-)?[0-9a-f]{32}(?:-[0-9a-f]{16}-[0-9a-f]{2})?$/.exec(query.get('traceId') ?? '')?.[0];
