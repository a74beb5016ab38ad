/** A server that is measured beside others, with the same 64 users. */
export interface Peer extends AsyncDisposable {
  /** With its version. */
  readonly name: string;
  readonly urls: readonly string[];
  /** What a fair reader wants to know. */
  readonly settings: string;
  /** A sign-in with a password, which makes a session or a token; and what stands in the answer if it succeeded. */
  readonly signIn: Requests<[user: number, password: string]>;
  /** A change of the password by somebody who knows it. Absent where there is no such request. */
  readonly change?: Requests<[user: number, from: string, to: string]>;
  /** A token for an application, which proves itself with its secret. */
  readonly clientCredentials?: Requests<[]>;
}

interface Requests<Arguments extends readonly unknown[]> {
  readonly request: (...about: Arguments) => Buffer;
  /** What stands in every answer. */
  readonly expected: string;
}
