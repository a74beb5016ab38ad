/** Which session the browser has, as far as scripts may know: it is another one after every sign-in. */
const session = (): string => /(?:^|; )gatehouse\.state=([^;]+)/.exec(document.cookie)?.[1] ?? '';

/** Where a page waits for the person to sign in, and they do so in another tab, it goes on by itself. */
export function watchOtherTabs(): void {
  if (!document.querySelector('form[data-waits]')) return;
  const before = session();
  let isSent = false;
  const look = () => {
    if (!isSent && session() !== '' && session() !== before) location.replace(location.href);
  };
  // What its own form brings about is not to be mistaken for another tab's.
  document.addEventListener('submit', () => (isSent = true));
  document.addEventListener('visibilitychange', look);
  addEventListener('focus', look);
  (globalThis as { readonly cookieStore?: EventTarget }).cookieStore?.addEventListener('change', look);
}
