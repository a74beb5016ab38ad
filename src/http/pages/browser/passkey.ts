import { answerText, creationOptions, requestOptions } from './passkey-json.ts';

/** Buttons that ask for a passkey and send the form with its answer. Where the browser has none they stay hidden. */
export function watchPasskeys(): void {
  if (!('PublicKeyCredential' in window)) return;
  for (const place of document.querySelectorAll<HTMLElement>('[data-passkey]')) watchPlace(place);
}

/** Of a page that offers passkeys while the person does something else: the button ends that before it asks itself. */
let offering = new AbortController();

function watchPlace(place: HTMLElement): void {
  const button = place.querySelector('button');
  if (!button) return;
  place.hidden = false;
  const { nextElementSibling: without } = place;
  if (without instanceof HTMLElement && 'withoutPasskey' in without.dataset) without.hidden = true;
  button.addEventListener('click', async () => {
    offering.abort();
    button.disabled = true;
    await ask(place, {}).catch(() => tell(place, true));
    button.disabled = false;
  });
  if (place.hasAttribute('data-offered')) void offer(place);
}

/** Passkeys among what the browser fills in. The person chooses one or goes on as if there were none. */
async function offer(place: HTMLElement): Promise<void> {
  if (!(await PublicKeyCredential.isConditionalMediationAvailable?.())) return;
  offering = new AbortController();
  await ask(place, { mediation: 'conditional', signal: offering.signal }).catch(() => {});
}

/** @throws DOMException when the person does not want to, or has no such passkey. */
async function ask(place: HTMLElement, how: CredentialRequestOptions): Promise<void> {
  tell(place, false);
  const credential = await answerOf(place, how);
  const field = place.querySelector('input');
  if (!(credential instanceof PublicKeyCredential) || !field?.form) return;
  field.value = answerText(credential);
  // Past the fields that have to be filled in by those who have no passkey.
  field.form.noValidate = true;
  field.form.requestSubmit();
}

function answerOf({ dataset }: HTMLElement, how: CredentialRequestOptions): Promise<Credential | null> {
  const options = JSON.parse(dataset.options ?? '');
  if (dataset.passkey === 'create') {
    return navigator.credentials.create({ publicKey: creationOptions(options) });
  }
  return navigator.credentials.get({ ...how, publicKey: requestOptions(options) });
}

function tell(place: HTMLElement, hasFailed: boolean): void {
  const fault = place.querySelector<HTMLElement>('.fault');
  if (fault) fault.hidden = !hasFailed;
}
