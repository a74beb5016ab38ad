/** In the order in which they are shown. */
export const snippetLanguages = ['cURL', 'Node', 'JavaScript', 'Python', 'C#', 'PowerShell'] as const;

/** A program that gets tokens for an application, as people copy it. */
export interface Snippet {
  readonly language: (typeof snippetLanguages)[number];
  /** What it needs besides its language: a command that installs it. */
  readonly install?: string;
  readonly code: string;
}

/** What a program has to know. No secret is among it: programs read that from their environment. */
export interface SnippetFacts {
  /** With the path, without a slash at the end. */
  readonly issuer: string;
  readonly clientId: string;
  /** What it asks for. */
  readonly scopes: readonly string[];
  /** Where the browser comes back to. */
  readonly redirectUri: string;
  /** Where the browser may go after signing out. */
  readonly signedOutUri: string;
  /** With what the application proves itself: a secret, something that it or another issuer has signed, or nothing. */
  readonly proof: 'secret' | 'assertion' | 'none';
  /** Whether the token opens the API of this server. */
  readonly opensApi: boolean;
}

/** The variable of the environment that holds what the application proves itself with, and the field that it is sent in. */
export const proofs = {
  secret: { variable: 'CLIENT_SECRET', field: 'client_secret' },
  assertion: { variable: 'CLIENT_ASSERTION', field: 'client_assertion' },
} as const;

/** The type that goes with an assertion (RFC 7523 section 2.2). */
const assertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

/** The fields of a form that say which application asks, without what proves it. */
export const clientFields = ({ clientId, proof }: SnippetFacts): Readonly<Record<string, string>> => ({
  client_id: clientId,
  ...(proof === 'assertion' ? { client_assertion_type: assertionType } : {}),
});

/** A text of a POSIX shell that means itself. */
export const inShell = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

/** The same of JavaScript, Python and C#, which agree about texts of printable ASCII. */
export const quoted = (text: string): string => JSON.stringify(text);

export const inPowerShell = (text: string): string => `'${text.replaceAll("'", "''")}'`;
