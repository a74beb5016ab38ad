import type { Organization } from '../../directory/organization.ts';
import { knowsPassword, type SignInResult, signIn } from '../../password/sign-in.ts';
import type { Place } from '../../password/sign-in-account.ts';
import { type Faults, formOf, noFaults, passwordField, submit, textField } from './fields.ts';
import { redirectOrigins } from './form-targets.ts';
import { rememberDevice } from './known-device-cookie.ts';
import { html, type Markup } from './markup.ts';
import { badNote } from './notice.ts';
import type { Page, PageTools } from './page.ts';
import { type Answer, pageUrl, type Visit } from './visit.ts';

type SignedIn = Extract<SignInResult, { readonly outcome: 'signedIn' }>;

/** `{prefix}/web/login`: a name, a password, and an organization where nothing else says which one. */
export const signInPage: Page = {
  path: 'login',
  cost: 'signIn',
  hashes: true,
  show: async (visit, tools) => {
    const isIdle = visit.session && !visit.interaction && !visit.query.has('errorCode');
    if (isIdle) return { location: visit.returnUrl ?? pageUrl(visit, 'account') };
    return await form(visit, tools, noFaults, errorText(visit));
  },
  submit: async (visit, tools) => {
    const faults = missing(visit, ['userName', 'password']);
    if (Object.keys(faults).length > 0) return await form(visit, tools, faults);
    const result = await signIn(tools, {
      organization: await placeOf(visit, tools),
      userNameOrEmail: field(visit, 'userName').trim(),
      password: field(visit, 'password'),
      channel: 'page',
      traceId: visit.traceId,
      clientIp: visit.clientIp,
      browserInfo: visit.browserInfo,
      device: tools.knownDevice.read(visit.request),
      signal: visit.signal,
    });
    return await conclude(visit, tools, result);
  },
};

const field = ({ form: fields }: Visit, name: string): string => fields.get(name) ?? '';

function missing(visit: Visit, names: readonly string[]): Faults {
  const empty = names.filter((name) => field(visit, name) === '');
  return Object.fromEntries(empty.map((name) => [name, [visit.t('field.required')]]));
}

/** The organization that the application or the URL stands for, else the one that the person says. */
async function placeOf(visit: Visit, tools: PageTools): Promise<Place> {
  const known = await knownOrganization(visit, tools);
  if (known) return { named: known.id };
  const named = field(visit, 'organization').trim();
  return named === '' ? 'default' : { named };
}

async function knownOrganization(
  { interaction, place }: Visit,
  { store }: PageTools,
): Promise<Organization | undefined> {
  if (interaction?.organizationId === undefined) return place;
  return await store.organizations.findById(interaction.organizationId);
}

async function conclude(visit: Visit, tools: PageTools, result: SignInResult): Promise<Answer> {
  if (knowsPassword(result)) visit.spent?.giveBack();
  if (result.outcome === 'signedIn') return await admit(visit, tools, result);
  if (result.reason === 'invalidCredentials') {
    return await form(visit, tools, noFaults, visit.t('signIn.wrong'), 400);
  }
  const errorCode = String(errorCodes[result.reason]);
  return { location: pageUrl(visit, 'login', { errorCode, returnUrl: visit.returnUrl, traceId: visit.traceId }) };
}

async function admit(visit: Visit, tools: PageTools, { user, mustChange, signedInAt }: SignedIn): Promise<Answer> {
  const { request, response, returnUrl, clientIp } = visit;
  rememberDevice(visit, tools, user);
  if (mustChange) {
    const key = { organizationId: user.organizationId, id: user.id };
    tools.pendingChanges.put(response, { user: key, reason: mustChange });
    return { location: pageUrl(visit, 'change-password', { returnUrl }) };
  }
  const facts = { at: signedInAt, clientIp, returnUrl };
  const next = await tools.interactions.completeSignIn(request, response, user, facts);
  return { location: next ?? pageUrl(visit, 'account') };
}

/** The numbers of the original, where they are known; 200 is its number for everything unknown. */
const errorCodes = {
  organizationIsNotActive: 204,
  userIsNotActive: 206,
  emailIsNotConfirmed: 208,
  passwordSignInIsRestricted: 210,
  passwordMustBeChanged: 200,
} as const;

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
): Promise<Answer> {
  const { t, interaction, query } = visit;
  const organization = await knownOrganization(visit, tools);
  const isRefused = problem !== undefined || Object.keys(faults).length > 0;
  const failed = trace(query);
  const typed = field(visit, 'userName') || interaction?.loginHint;
  const body = html`${context(visit, organization)}
${problem && badNote(problem)}
${problem && failed && html`<p class="small quiet">${t('page.trace', { traceId: failed })}</p>`}
${formOf(
  visit,
  html`${!organization && organizationField(visit, faults)}
${textField({ name: 'userName', label: t('field.userName'), faults, autocomplete: 'username', value: typed, isFirst: !typed })}
${passwordField(visit, { name: 'password', label: t('field.password'), faults, autocomplete: 'current-password', isFirst: Boolean(typed) })}
${submit(t('signIn.submit'))}`,
)}
<p><a href="${pageUrl(visit, 'forgot-password', { organization: organization?.name })}">${t('signIn.forgotten')}</a></p>`;
  const formTargets = interaction ? await redirectOrigins(tools, interaction.application.id) : [];
  return {
    title: t('signIn.title'),
    body,
    isRefused,
    formTargets,
    status: status ?? (isRefused && !problem ? 400 : 200),
  };
}

function context({ t, interaction }: Visit, organization: Organization | undefined): Markup | undefined {
  const lines = [
    interaction && t('signIn.for', { application: interaction.application.name }),
    organization && t('signIn.at', { organization: organization.name }),
  ].filter(Boolean);
  return lines.length > 0 ? html`<p class="quiet">${lines.join(' ')}</p>` : undefined;
}

const organizationField = (visit: Visit, faults: Faults): Markup =>
  textField({
    name: 'organization',
    label: visit.t('field.organization'),
    hint: visit.t('field.organizationHint'),
    autocomplete: 'organization',
    value: field(visit, 'organization'),
    isOptional: true,
    faults,
  });

/** Of the request that failed. Anybody can write the link, so that it is a trace id or nothing. */
const trace = (query: URLSearchParams): string | undefined =>
  /^(?:00-)?[0-9a-f]{32}(?:-[0-9a-f]{16}-[0-9a-f]{2})?$/.exec(query.get('traceId') ?? '')?.[0];
