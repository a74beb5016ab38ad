/** The id of the authorization request to which the path leads back. */
export const interactionIn = (path: string | undefined): string | undefined =>
  /\/connect\/authorize\/([\w-]+)$/i.exec(path ?? '')?.[1];
