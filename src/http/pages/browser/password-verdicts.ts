/**
 * What the server says of a new password, by the codes of the rules. Only the password itself and what proves that the form
 * is ours are sent. Undefined when there is no answer: then the rules are asked when the form is sent.
 */
export async function askForVerdicts(
  form: HTMLFormElement,
  newPassword: string,
): Promise<ReadonlyMap<string, boolean | undefined> | undefined> {
  const proof = form.querySelector<HTMLInputElement>('input[type=hidden]');
  const body = new URLSearchParams({ [proof?.name ?? '']: proof?.value ?? '', newPassword });
  const headers = { 'gatehouse-answer': 'verdicts' };
  try {
    const answer = await fetch(form.action, { method: 'POST', body, headers, redirect: 'error' });
    if (!answer.ok) return undefined;
    const verdicts = (await answer.json()) as readonly { code: string; isKept: boolean | null }[];
    return new Map(verdicts.map(({ code, isKept }) => [code, isKept ?? undefined]));
  } catch {
    return undefined;
  }
}
