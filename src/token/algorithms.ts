/** How clients may sign what proves who they are, or that they hold a key: with keys of their own, never with a secret. */
export const clientAlgorithms = ['RS256', 'PS256', 'ES256', 'EdDSA'] as const;
