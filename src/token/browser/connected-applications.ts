import { removeAccess, removeAccessOf } from '../../directory/application-access.ts';
import type { AuditOrigin } from '../../directory/audit/entry.ts';
import type { Command } from '../../directory/command.ts';
import type { EndedGrants } from '../../directory/grant.ts';
import { permitVisitor } from '../../directory/permission.ts';
import { scopeNames } from '../../directory/scope.ts';
import type { Store } from '../../directory/store.ts';
import type { User, UserKey } from '../../directory/user.ts';
import { inTurns } from '../../turns.ts';
import type { GrantStore } from '../grant/grant-store.ts';
import { accessTokenSeconds } from '../jwt/access-token.ts';

/** An application that acts, or may act, on a person's behalf. Times are epoch milliseconds. */
export interface ConnectedApplication {
  readonly application: { readonly id: string; readonly name: string };
  /** The scopes of the person's consent, and those of the tokens in use. */
  readonly scopes: readonly string[];
  /** When the person last allowed it; null when nobody was asked, as for the tools of the house. */
  readonly allowedAt: number | null;
  /** When it last asked for tokens, as far as that is remembered. */
  readonly lastUsedAt: number | null;
}

/** The applications that may act on a person's behalf. */
export interface ConnectedApplications {
  /** Sorted by name. */
  list(user: UserKey): Promise<readonly ConnectedApplication[]>;
  /** Revokes everything that one of them has, at once. Returns whether it had anything. */
  remove(user: User, applicationId: string, origin: AuditOrigin): Promise<boolean>;
  /**
   * The same for somebody else. Returns how much ended; undefined when the application had nothing.
   *
   * @throws GatehouseError NotFound or Forbidden.
   */
  removeOf(command: RemovalOf): Promise<EndedGrants | undefined>;
}

interface RemovalOf extends Command<'connectedApplication.remove'> {
  readonly userId: string;
  readonly applicationId: string;
}

interface ConnectedApplicationsParts {
  readonly directory: Pick<Store, 'applications' | 'consents' | 'transaction'>;
  readonly grants: GrantStore;
  readonly now: () => number;
}

/** How many of the latest grants of an application are read to find out its scopes and times. */
const mostGrants = 20;

export function createConnectedApplications({
  directory,
  grants,
  now,
}: ConnectedApplicationsParts): ConnectedApplications {
  const until = () => now() + accessTokenSeconds * 1000;
  return {
    async list(user) {
      const consents = Map.groupBy(await directory.consents.list(user), ({ applicationId }) => applicationId);
      const grantsById = Map.groupBy(
        await grants.latestByApplication(user, now(), mostGrants),
        ({ clientId }) => clientId,
      );
      const connections: ConnectedApplication[] = [];
      for await (const id of inTurns([...new Set([...consents.keys(), ...grantsById.keys()])])) {
        const application = await directory.applications.findByClientId(id);
        if (!application) continue;
        const [consent] = consents.get(id) ?? [];
        const { scopes, grantedAt, lastUsedAt } = inUse(grantsById.get(id) ?? []);
        const askedAt = application.isFirstParty ? null : grantedAt;
        connections.push({
          application: { id, name: application.name },
          scopes: [...new Set([...(consent?.scopes ?? []), ...scopes])],
          allowedAt: consent?.grantedAt ?? askedAt,
          lastUsedAt,
        });
      }
      return connections.sort((one, other) => one.application.name.localeCompare(other.application.name));
    },

    remove(user, applicationId, { traceId, clientIp }) {
      const permitted = permitVisitor(user, 'session.end');
      return removeAccess(directory, { permitted, at: now(), traceId, clientIp, applicationId, until: until() });
    },

    removeOf: (command) => removeAccessOf(directory, { ...command, until: until() }),
  };
}

/** The members of a grant, or of a refresh token, that are read here; times are seconds. */
interface GrantPayload {
  readonly iat?: number;
  readonly openid?: { readonly scope?: string };
  readonly resources?: Readonly<Record<string, string>>;
}

function inUse(found: readonly { readonly model: string; readonly payload: string }[]) {
  const payloads = found.map(({ model, payload }) => ({ model, ...(JSON.parse(payload) as GrantPayload) }));
  const scopes = payloads.flatMap(({ openid, resources }) => [
    ...scopeNames(openid?.scope ?? ''),
    ...Object.values(resources ?? {}).flatMap(scopeNames),
  ]);
  return { scopes, grantedAt: latest(payloads.filter(({ model }) => model === 'Grant')), lastUsedAt: latest(payloads) };
}

function latest(payloads: readonly GrantPayload[]): number | null {
  const times = payloads.flatMap(({ iat }) => iat ?? []);
  return times.length === 0 ? null : Math.max(...times) * 1000;
}
