import { revokePresented } from '../../directory/personal-access-token/revoke.ts';
import type { Store } from '../../directory/store.ts';
import { object, text } from '../../json/shape.ts';
import { dto, int32Out, string } from '../../operation/answer-shape.ts';
import { describeEndpoint, type Endpoint } from '../../operation/endpoint.ts';
import { commandOf } from '../command.ts';
import { requiredField } from '../required-field.ts';

const ExchangedToken = dto('ExchangedTokenDto', {
  accessToken: string,
  tokenType: string,
  expiresIn: int32Out,
  scope: string,
});

const ReferenceTokenValue = object('ReferenceTokenValue', { token: text() }, { required: ['token'] });

const tag = 'ReferenceToken';

export interface PresentedTokenTools {
  readonly store: Store;
  readonly now: () => number;
  /** @throws GatehouseError Unauthenticated unless the personal access token holds. */
  readonly exchangePersonalAccessToken: (
    value: string,
    prefix: string,
  ) => Promise<{
    readonly accessToken: string;
    readonly expiresIn: number;
    readonly scopes: readonly string[];
  }>;
}

/** What anyone who holds the value may do: so a value that was found somewhere can be ended by its finder. */
export function presentedTokenEndpoints({
  store,
  now,
  exchangePersonalAccessToken,
}: PresentedTokenTools): readonly Endpoint[] {
  return [
    describeEndpoint({
      operationId: 'ReferenceToken_Revoke',
      tag,
      summary: 'Revokes the personal access token with that value',
      description: 'The answer does not tell whether there was one.',
      method: 'DELETE',
      path: '/api/ReferenceToken/Revoke',
      access: 'personalAccessToken.end',
      body: ReferenceTokenValue,
      answer: { status: 204 },
      handle: (call) => revokePresented(store, { ...commandOf(call, now), value: presented(call.body) }),
    }),
    describeEndpoint({
      operationId: 'ReferenceToken_Exchange',
      tag,
      summary: 'Gives a signed access token for a personal access token',
      description: 'It is valid for an hour at most, and ends with the personal access token.',
      method: 'POST',
      path: '/api/ReferenceToken/Exchange',
      access: 'anyone',
      body: ReferenceTokenValue,
      bodyLimit: 4 * 1024,
      answer: { status: 200, shape: ExchangedToken },
      refusals: ['Unauthorized'],
      handle: async ({ body, prefix }) => {
        const { accessToken, expiresIn, scopes } = await exchangePersonalAccessToken(presented(body), prefix);
        return { accessToken, tokenType: 'Bearer', expiresIn, scope: scopes.join(' ') };
      },
    }),
  ];
}

function presented({ token }: { readonly token: string | null }): string {
  if (!token) throw requiredField('Token');
  return token;
}
