import type { Cause } from '../cause.ts';
import type { MessageName } from '../message-template.ts';
import type { LockedSource } from '../outbox.ts';

/** One message in one language. Lines may hold placeholders; they are text, not HTML. */
interface MessageText {
  readonly subject: string;
  readonly before: readonly string[];
  /** What the link says, where the message has one. */
  readonly link?: string;
  readonly after: readonly string[];
}

export interface LanguageTexts {
  /** BCP 47. */
  readonly tag: string;
  readonly greeting: string;
  /** Says why the mail came, below a rule. */
  readonly footer: string;
  readonly messages: Readonly<Record<MessageName, MessageText>>;
  /** A sentence for `{{source}}`: who is refused for a while. `{network}` is from where the last attempt came. */
  readonly sources: Readonly<Record<LockedSource['kind'], string>>;
  /** A sentence for `{{source}}` in all other messages: who did it. */
  readonly causes: Readonly<Record<Cause['by'], string>>;
  /** What `{with}` stands for in them, where the browser is known. */
  readonly browser: string;
}
