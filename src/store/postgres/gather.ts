import type { Writable } from 'node:stream';
import type { ClientBase } from 'pg';

/**
 * To be called before a statement is sent: those that are sent in the same turn of the event loop then go to the server in one
 * piece. A system call for each, and a server that is woken for each, would cost more than most statements. `pg` has no word for
 * it; its socket has.
 */
export function gather<Client extends ClientBase>(client: Client): Client {
  const { stream } = (client as unknown as { readonly connection: { readonly stream: Writable } }).connection;
  if (stream.writableCorked === 0) {
    stream.cork();
    process.nextTick(() => stream.uncork());
  }
  return client;
}
