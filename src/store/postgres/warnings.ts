import type { PoolClient } from 'pg';

/** What the server says of its own accord, until it is not listened to any more. */
export function warningsOf(client: PoolClient | undefined): Disposable & { readonly said: readonly string[] } {
  const said: string[] = [];
  const hear = ({ message = '' }: { readonly message?: string | undefined }) => void said.push(message);
  client?.on('notice', hear);
  return { said, [Symbol.dispose]: () => void client?.off('notice', hear) };
}
