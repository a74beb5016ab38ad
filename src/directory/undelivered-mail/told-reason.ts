/** Of every network failure the same, so that it reveals nothing about a network. */
export const unreachable = 'The mail server was not reached, or does not answer in the way that is set up.';

/** As which the library tells of what a mail server, reached as configured, has answered. */
export const answerCodes: readonly string[] = ['EENVELOPE', 'EMESSAGE', 'EAUTH'];

/** An answer, what the server does not offer, or something about the letter alone. */
const isHarmless = new RegExp(`^(?:(?:${answerCodes.join('|')})\\b|(?:sender|recipient): |its? )`);

/**
 * What those are told who do not run this machine of why a mail was not sent. Whoever may name a mail server would otherwise learn
 * which names there are inside a network, their addresses, and what listens there.
 *
 * @param reason as the log has it, and the outbox.
 */
export const toldReason = (reason: string): string => (isHarmless.test(reason) ? reason : unreachable);
