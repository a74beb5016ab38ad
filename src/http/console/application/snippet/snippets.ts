import type { ApplicationKind } from '../kind.ts';
import { browserApplication } from './browser-application.ts';
import { clientCredentials } from './client-credentials.ts';
import { deviceFlow } from './device.ts';
import { loopbackProgram } from './loopback.ts';
import { pastedCode } from './pasted-code.ts';
import { type Snippet, type SnippetFacts, snippetLanguages } from './snippet.ts';
import { webApplication } from './web-application.ts';

/** Programs for an application of a kind, one for each language, ready to be copied. None has a secret in it. */
export function snippetsOf(kind: ApplicationKind, facts: SnippetFacts): readonly Snippet[] {
  return makers[kind](facts).toSorted(
    (a, b) => snippetLanguages.indexOf(a.language) - snippetLanguages.indexOf(b.language),
  );
}

// A program with a scheme of its own is started by the system: there is no address at which others could listen.
const makers: Readonly<Record<ApplicationKind, (facts: SnippetFacts) => readonly Snippet[]>> = {
  machine: clientCredentials,
  device: deviceFlow,
  web: (facts) => [...pastedCode(facts), ...(/^https?:/.test(facts.redirectUri) ? webApplication(facts) : [])],
  spa: (facts) => [...pastedCode(facts), browserApplication(facts)],
  native: (facts) => [...pastedCode(facts), ...(/^http:/.test(facts.redirectUri) ? loopbackProgram(facts) : [])],
};
