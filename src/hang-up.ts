import type { ServerResponse } from 'node:http';

/** Aborted when the caller closes the connection before the answer is out. */
export function hangUpSignal(response: ServerResponse): AbortSignal {
  const controller = new AbortController();
  if (response.closed) controller.abort();
  response.once('close', () => {
    if (!response.writableFinished) controller.abort();
  });
  return controller.signal;
}
