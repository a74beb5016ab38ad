import type { Party } from './party.ts';
import type { Person } from './person.ts';

/**
 * What the suite of the OpenID Foundation would say. `review`: a person looks at a picture of a page, which is checked
 * here by what stands on it. `warning`: allowed, but not what the suite recommends. `skipped`: not for this server.
 */
type Result = 'passed' | 'review' | 'warning' | 'skipped';

/** The checks of one module of the suite, by its name there. They throw when it would fail. */
export type Modules = Readonly<Record<string, (party: Party, more: More) => Promise<Result>>>;

interface More {
  /** Another application. */
  readonly other: Party;
  /** Somebody who proves a second factor at each sign-in, with an app for codes. */
  readonly withSecondFactor: () => Promise<Person>;
  /** Lets the clock of the server go on. */
  readonly wait: (seconds: number) => void;
}
