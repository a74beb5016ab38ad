import type { SmtpSettings } from './smtp-settings.ts';

/** What was said on the way to a mail server; `note` is what this server says about it. */
export interface TranscriptLine {
  readonly by: 'client' | 'server' | 'note';
  readonly text: string;
}

/** Longer ones, and more of them, nobody reads. */
const most = { lines: 200, characters: 500 } as const;

const hidden = '********';

/**
 * What this server and a mail server say to each other, line by line, for the person who sets the mail up. The password is not in
 * it, neither as this server sends it nor as the other one might repeat it. Nothing is written down of what does not greet
 * as a mail server does (RFC 5321, section 4.2): what else listens at an address is nobody's business.
 */
export class Transcript {
  readonly #lines: TranscriptLine[] = [];
  readonly #secrets: readonly string[];
  #isSigningIn = false;
  #isGreeted = false;

  constructor({ credentials }: Pick<SmtpSettings, 'credentials'>) {
    const { user = '', password = '' } = credentials ?? {};
    const plain = [password, `\0${user}\0${password}`];
    const encoded = plain.map((text) => Buffer.from(text).toString('base64'));
    this.#secrets = password === '' ? [] : [...plain, ...encoded];
  }

  get lines(): readonly TranscriptLine[] {
    return this.#lines;
  }

  /** Receives what the library for SMTP tells of the conversation. */
  readonly logger = { debug: (entry: object, message: string) => this.#hear(entry, message) };

  /** Adds what this server has to say, where there was a conversation at all. */
  note(text: string): void {
    if (this.#isGreeted) this.#add('note', text);
  }

  #hear(entry: object, message: string): void {
    const { tnx } = entry as { readonly tnx?: unknown };
    if (tnx !== 'client' && tnx !== 'server') return;
    if (tnx === 'server') this.#isGreeted ||= /^220[ -]/.test(message);
    if (!this.#isGreeted) return;
    for (const line of message.split(/\r?\n/))
      this.#add(tnx, tnx === 'client' ? this.#sent(line) : this.#answered(line));
  }

  /** Between AUTH and its outcome, everything that is sent is secret (RFC 4954, section 4). */
  #sent(line: string): string {
    const [, command] = /^(AUTH \S+)/i.exec(line) ?? [];
    if (command !== undefined) {
      this.#isSigningIn = true;
      return line.length > command.length ? `${command} ${hidden}` : command;
    }
    return this.#isSigningIn ? hidden : line;
  }

  #answered(line: string): string {
    if (!line.startsWith('334')) this.#isSigningIn = false;
    return this.#secrets.reduce((text, secret) => text.replaceAll(secret, hidden), line);
  }

  #add(by: TranscriptLine['by'], text: string): void {
    if (this.#lines.length < most.lines) this.#lines.push({ by, text: text.slice(0, most.characters) });
  }
}
