import { brandingOf } from '../directory/appearance.ts';
import { type Factor, type FactorKind, factorLabel, longestFactorName, mostFactors } from '../directory/factor.ts';
import { newId } from '../directory/identifier.ts';
import { asKept, textProblem } from '../directory/name.ts';
import { countingFactors, type SecondFactorPolicy, secondFactorPolicy } from '../directory/second-factor.ts';
import { requireNotEnded } from '../directory/standing.ts';
import type { Store, Tables } from '../directory/store.ts';
import type { User } from '../directory/user.ts';
import { badRequest, detailOfBadRequest, invalidMember } from '../errors.ts';
import { events } from '../telemetry.ts';
import { canBeMailed } from './email-code.ts';
import { causeOfOwn, detailsOf, type ManageTools, type OwnRequest, recordOwn } from './record.ts';
import { newRecoveryCodes } from './recovery-codes.ts';
import { strategyOf } from './strategies.ts';
import type { Begun, FactorStrategy, NewFactor } from './strategy.ts';

/**
 * Begins to set up a factor of a kind. Nothing is stored.
 *
 * @throws GatehouseError BadRequest when the person may not have one of this kind, or has as many as are possible.
 */
export async function beginFactor(tools: ManageTools, user: User, kind: FactorKind): Promise<Begun> {
  const { store } = tools;
  const own = await store.factors.ofUser(user);
  const strategy = requirePossible(user, kind, own, await policyOf(store, user));
  return await strategy.begin({ ...tools, issuer: await issuerFor(store, user) }, user, own);
}

/** The organization, as its pages are headed. */
async function issuerFor({ settings, organizations }: Store, { organizationId }: User): Promise<string> {
  const { displayName } = await brandingOf(settings, organizationId);
  return displayName ?? (await organizations.findById(organizationId))?.name ?? '';
}

export interface NewFactorRequest extends OwnRequest {
  readonly kind: FactorKind;
  /** As `beginFactor` has given it, from where nobody but the server can have written it. */
  readonly kept: string;
  /** What shows that the person has the factor, as it came. */
  readonly answer: string;
  /** What the person calls it. */
  readonly name: string;
  /** It counts only where the person has none that is asked for at a sign-in, also when two are set up at the same time. */
  readonly mustBeFirst?: true;
  /** Stores what follows from the factor in its transaction, which may run several times. */
  readonly alongside?: (tables: Tables, at: number) => Promise<void>;
}

export interface AddedFactor {
  readonly factor: Factor;
  /** Of the first factor alone: to be shown once. */
  readonly recoveryCodes?: readonly string[];
}

/**
 * Sets up a factor whose owner shows to have it. With the first one that is asked for at a sign-in, recovery codes are made.
 * Undefined when the answer is wrong, or it must be the first and is not.
 *
 * @throws GatehouseError as `beginFactor`, BadRequest for one that the person has already, and ValidationFailed for a name that cannot be.
 */
export async function confirmFactor(tools: ManageTools, request: NewFactorRequest): Promise<AddedFactor | undefined> {
  const { user, kind, kept, answer } = request;
  const name = requireFactorName(request.name);
  await requireNew(tools, user, kind, kept);
  const made = await strategyOf(kind)?.confirm(tools, user, kept, answer);
  if (!made) return undefined;
  const added = await tools.store.transaction((tables) => add(tables, tools, { ...request, name }, made));
  if (!added) return undefined;
  events.factorChanged.publish({ kind, change: 'added' });
  return added;
}

/** A form that is sent again, however late: its code may have passed, and what it was for is there. */
async function requireNew({ store, sealer }: ManageTools, user: User, kind: FactorKind, kept: string): Promise<void> {
  const own = await store.factors.ofUser(user);
  const isThere = own.some((one) => one.kind === kind && strategyOf(kind)?.isOf?.({ sealer }, one, kept));
  if (isThere) throw badRequest(setUpAlready);
}

const setUpAlready = 'This one is set up already.';
const oneAlready = 'There is one of this kind already.';

/** Whether a factor is refused because it is there: the same form was sent before. */
export const isSetUpAlready = (error: unknown): boolean =>
  [setUpAlready, oneAlready].includes(detailOfBadRequest(error) ?? '');

async function add(
  tables: Tables,
  { sealer, now }: ManageTools,
  request: NewFactorRequest,
  made: NewFactor,
): Promise<AddedFactor | undefined> {
  const { state, secret } = made;
  const { user, kind, name } = request;
  const at = now();
  await requireNotEnded(tables, user);
  const own = await tables.factors.ofUser(user);
  const policy = await policyOf(tables, user);
  const { isSame } = requirePossible(user, kind, own, policy);
  if (own.some((one) => one.kind === kind && isSame({ sealer }, one, made))) throw badRequest(setUpAlready);
  const isFirst = countingFactors(own, policy).length === 0;
  if (request.mustBeFirst && !isFirst) return undefined;
  const factor = newFactor(user, kind, name, state, at);
  const sealedSecret = secret === null ? null : sealer.seal(secret, factorLabel(factor));
  await tables.factors.insert({ ...factor, sealedSecret });
  const codes = isFirst ? await replaceRecoveryCodes(tables, user, own, at) : undefined;
  if (!(await tables.factors.deadline(user))?.isDemanded) await tables.factors.clearDeadline(user);
  await recordOwn(tables, request, at, 'Create', { ...detailsOf(factor), recoveryCodes: isFirst });
  const { organizationId, id: userId } = user;
  const notice = { organizationId, userId, at, cause: causeOfOwn(request) };
  await tables.outbox.put({ ...notice, kind: 'SecondFactorAdded', factor: name });
  await request.alongside?.(tables, at);
  return { factor: { ...factor, sealedSecret }, ...(codes && { recoveryCodes: codes }) };
}

const newFactor = (
  { organizationId, id: userId }: User,
  kind: FactorKind,
  name: string,
  state: string,
  at: number,
): Factor => ({
  ...{ organizationId, userId, id: newId(), kind, name, state },
  ...{ sealedSecret: null, createdAt: at, lastUsedAt: null },
});

/** New codes in place of those that there are. They exist nowhere else. */
export async function replaceRecoveryCodes(
  { factors }: Tables,
  user: User,
  own: readonly Factor[],
  at: number,
): Promise<readonly string[]> {
  for (const former of own.filter(({ kind }) => kind === 'recoveryCodes')) await factors.delete(former);
  const { codes, state } = newRecoveryCodes();
  await factors.insert(newFactor(user, 'recoveryCodes', '', state, at));
  return codes;
}

export const policyOf = async ({ settings }: Pick<Tables, 'settings'>, user: User): Promise<SecondFactorPolicy> =>
  secondFactorPolicy(await settings.inForce(user.organizationId));

function requirePossible(
  user: User,
  kind: FactorKind,
  own: readonly Factor[],
  policy: SecondFactorPolicy,
): FactorStrategy {
  const strategy = strategyOf(kind);
  if (!strategy || policy.mode === 'off') throw badRequest('Second factors of this kind are not in use here.');
  if (kind === 'emailCode' && !(policy.allowsEmailCodes && canBeMailed(user)))
    throw badRequest('Codes by e-mail take an address that is confirmed, and an organization that allows them.');
  if (strategy.isSingle && own.some((one) => one.kind === kind)) throw badRequest(oneAlready);
  if (own.length >= mostFactors) throw badRequest(`Nobody has more than ${mostFactors} second factors.`);
  return strategy;
}

/** @throws GatehouseError ValidationFailed */
export function requireFactorName(given: string): string {
  const name = asKept(given);
  const fault = textProblem(name) ?? (name === '' ? 'must not be empty' : undefined);
  const problem = name.length > longestFactorName ? `must have ${longestFactorName} characters at most` : fault;
  if (problem === undefined) return name;
  throw invalidMember('Name', `The name ${problem}.`);
}
