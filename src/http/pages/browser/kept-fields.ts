/**
 * Forms whose passwords stay in their fields when the form is refused: the answer is put into the page that is open, and
 * what was right is kept there. Nothing that was typed comes back from the server.
 *
 * @param watch for what the new content needs.
 */
export function keepFields(watch: () => void): void {
  const form = document.querySelector<HTMLFormElement>('form[data-keeps-fields]');
  form?.addEventListener('submit', (event) => {
    event.preventDefault();
    send(form, watch).catch(() => form.submit()); // Without scripts, as far as that goes.
  });
}

async function send(form: HTMLFormElement, watch: () => void): Promise<void> {
  const button = form.querySelector<HTMLButtonElement>('button[type=submit]');
  if (button) button.disabled = true;
  try {
    const body = new URLSearchParams(new FormData(form) as unknown as Record<string, string>);
    const headers = { 'gatehouse-answer': 'in-place' };
    const answer = await fetch(form.action, { method: 'POST', body, headers, redirect: 'error' });
    const next = answer.headers.get('gatehouse-next');
    if (next !== null) location.assign(next);
    else show(new DOMParser().parseFromString(await answer.text(), 'text/html'), form, watch);
  } finally {
    if (button) button.disabled = false;
  }
}

function show(answer: Document, form: HTMLFormElement, watch: () => void): void {
  const typed = new Map([...form.querySelectorAll<HTMLInputElement>('input')].map((input) => [input.id, input.value]));
  const [from, to] = [answer.querySelector('main'), document.querySelector('main')];
  if (!from || !to) throw new Error('The answer is no page of ours.');
  document.title = answer.title;
  to.replaceChildren(...document.adoptNode(from).childNodes);
  for (const input of to.querySelectorAll<HTMLInputElement>('input[type=password]')) {
    if (!input.hasAttribute('aria-invalid')) input.value = typed.get(input.id) ?? '';
  }
  watch();
  (to.querySelector<HTMLElement>('[autofocus]') ?? to).focus();
}
