import { isDeepStrictEqual } from 'node:util';
import { isResourceName } from '../directory/api-resource.ts';
import type { RegisteredApplication } from '../directory/application/registry.ts';
import { type ApplicationScope, matchesSecret } from '../directory/application.ts';
import { canonical } from '../directory/canonical.ts';
import type { SeedApplication } from './application.ts';
import { existingApplication } from './existing.ts';
import type { Planning } from './plan.ts';
import { refusal, within } from './position.ts';
import { reserveId } from './reserve-id.ts';

/** What a file may change of an application that is there. */
const changeable = [
  ...['name', 'redirectUris', 'postLogoutRedirectUris', 'jwks', 'jwksUri', 'backchannelLogoutUri'],
  ...['backchannelLogoutSessionRequired', 'scopes'],
] as const;

/** Plans a missing application, or what the file says otherwise of one that is there. */
export async function planApplication(planning: Planning, declared: SeedApplication): Promise<void> {
  const { tables, organizationId, now, plan } = planning;
  if (await existingApplication(tables, organizationId, declared)) return await planChange(planning, declared);
  // What was deleted stays so, although the file still has the id.
  if ((await tables.subjects.find(declared.id))?.kind === 'application') return;
  await reserveId(planning, declared);
  if ((await isResourceName(tables, declared.id)) || plan.apiResources.some(isNamed(declared.id))) {
    throw refusal(within(declared.position, 'id'), 'is the name of an API');
  }
  const { scopes, secret = null, secretOverlapHours: _overlap, given: _given, position: _position, ...said } = declared;
  const application = { ...said, organizationId, isActive: true, createdAt: now };
  plan.applications.push({ application, scopes, secret });
}

const isNamed = (id: string) => (planned: Planning['plan']['apiResources'][number]) =>
  canonical(planned.resource.name) === canonical(id);

/** What the file does not name stays as it is. */
async function planChange({ tables, organizationId, now, plan }: Planning, declared: SeedApplication): Promise<void> {
  const before = await tables.applicationRegistry.find(organizationId, declared.id);
  if (!before) return;
  if (before.isConfidential !== declared.isConfidential) {
    const is = before.isConfidential ? 'is' : 'is not';
    throw refusal(within(declared.position, 'isConfidential'), `contradicts the store, where the application ${is}`);
  }
  const after: RegisteredApplication = { ...before, ...said(declared) };
  const members: string[] = changeable.filter(
    (name) => !isDeepStrictEqual(comparable(before[name]), comparable(after[name])),
  );
  const { secret } = declared;
  const secrets = await tables.applications.secrets({ organizationId, id: before.id });
  const newSecret = secret === undefined || matchesSecret(secret, secrets, now) ? null : secret;
  if (newSecret !== null) members.push('secret');
  if (members.length > 0) {
    const { secretOverlapHours: overlapHours } = declared;
    plan.applicationChanges.push({ before, after, newSecret, overlapHours, members });
  }
}

/** Of keys and where they are, one takes the place of the other; and of both, a secret. */
function said(declared: SeedApplication): Partial<RegisteredApplication> {
  const named = changeable.filter((name) => declared.given.has(name));
  const isProof = ['secret', 'jwks', 'jwksUri'].some((name) => declared.given.has(name));
  const { jwks, jwksUri } = declared;
  return { ...Object.fromEntries(named.map((name) => [name, declared[name]])), ...(isProof ? { jwks, jwksUri } : {}) };
}

/** Scopes in whatever order. */
const comparable = (value: unknown): unknown =>
  Array.isArray(value) && value.every((one) => typeof one === 'object')
    ? (value as ApplicationScope[]).map(({ name, type }) => `${name} ${type}`).sort()
    : (value ?? null);
