import type { Permitted } from '../directory/permission.ts';
import { requireRecentProof } from '../directory/step-up.ts';
import { accountId, type User } from '../directory/user.ts';
import { badRequest, entityNotFound, forbidden } from '../errors.ts';
import { type AddedFactor, beginFactor, confirmFactor } from './enrol.ts';
import type { ManageTools, OwnRequest } from './record.ts';

// What people do with their own factors where there is no page: through an application that they have signed in with.

type Own = Permitted<'factor.manageOwn'>;

/**
 * The person who calls. A token that somebody has found gets nobody a factor: there was a sign-in a short time ago, with a
 * second factor if there is one.
 *
 * @throws GatehouseError Forbidden for an application; Unauthenticated where the sign-in was too long ago or too weak, and for a
 *   personal access token, which comes from none.
 */
export async function ownerOf({ store, now }: Pick<ManageTools, 'store' | 'now'>, { actor }: Own): Promise<User> {
  if (actor.type !== 'user') throw forbidden('Only people have second factors of their own.');
  await requireRecentProof(store, actor, now());
  const user = await store.users.find(actor);
  if (!user) throw entityNotFound();
  return { ...user, tokenEpoch: actor.tokenEpoch };
}

/** How long the person may take, in milliseconds. */
const begunMs = 30 * 60_000;

/** What the caller brings back with the first code: nothing is stored before. */
interface BegunApp {
  readonly account: string;
  readonly kept: string;
  readonly until: number;
}

const label = 'ticket authenticator-app';

export interface NewApp {
  /** In base 32, and the same as a URI for a picture that apps read. */
  readonly secret: string;
  readonly uri: string;
  readonly begun: string;
  /** Epoch milliseconds. */
  readonly until: number;
}

/**
 * Begins to set up an app for codes.
 *
 * @throws GatehouseError as `ownerOf` and `beginFactor`.
 */
export async function beginOwnApp(tools: ManageTools, permitted: Own): Promise<NewApp> {
  const user = await ownerOf(tools, permitted);
  const { kept, shown } = await beginFactor(tools, user, 'totp');
  const until = tools.now() + begunMs;
  const begun: BegunApp = { account: accountId(user), kept, until };
  const { secret, uri } = shown as Pick<NewApp, 'secret' | 'uri'>;
  return { secret, uri, begun: tools.sealer.seal(JSON.stringify(begun), label), until };
}

/**
 * Sets up the app that shows the code.
 *
 * @throws GatehouseError as `ownerOf` and `confirmFactor`; BadRequest when the code is wrong, or what was begun is nobody's, somebody
 *   else's or over.
 */
export async function confirmOwnApp(
  tools: ManageTools,
  permitted: Own,
  request: {
    readonly begun: string;
    readonly code: string;
    readonly name: string;
    readonly origin: OwnRequest['origin'];
  },
): Promise<AddedFactor> {
  const user = await ownerOf(tools, permitted);
  const { code: answer, name, origin } = request;
  const text = tools.sealer.unseal(request.begun, label);
  const begun = text === undefined ? undefined : (JSON.parse(text) as BegunApp);
  if (begun?.account !== accountId(user) || begun.until <= tools.now())
    throw badRequest('What was begun is not known any more. Begin again.');
  const added = await confirmFactor(tools, { user, kind: 'totp', kept: begun.kept, answer, name, origin });
  return added ?? refuse('The code is wrong.');
}

function refuse(detail: string): never {
  throw badRequest(detail);
}
