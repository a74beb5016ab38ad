/** Buttons that show and hide what is typed into a password field. Without scripts they stay hidden. */
export function watchReveals(): void {
  for (const button of document.querySelectorAll<HTMLButtonElement>('button[data-reveals]')) {
    const field = document.getElementById(button.dataset.reveals ?? '');
    if (!(field instanceof HTMLInputElement)) continue;
    const { show = '', hide = '' } = button.dataset;
    const set = (isShown: boolean) => {
      field.type = isShown ? 'text' : 'password';
      button.toggleAttribute('data-shown', isShown);
      button.setAttribute('aria-label', isShown ? hide : show);
    };
    button.hidden = false;
    button.addEventListener('click', () => set(field.type === 'password'));
    // A password is never sent as an ordinary text, which the browser would remember.
    field.form?.addEventListener('submit', () => set(false));
    set(false);
  }
}
