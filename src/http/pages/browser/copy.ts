/** Buttons that copy a value. Without scripts they stay hidden, and the value can be selected. */
export function watchCopies(): void {
  for (const button of document.querySelectorAll<HTMLButtonElement>('button[data-copies]')) {
    if (!navigator.clipboard) continue;
    const value = document.getElementById(button.dataset.copies ?? '')?.textContent ?? '';
    button.hidden = false;
    button.addEventListener('click', async () => {
      await navigator.clipboard.writeText(value);
      button.textContent = button.dataset.copied ?? '';
    });
  }
}
