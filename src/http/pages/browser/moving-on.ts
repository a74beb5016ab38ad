/** Follows the link of a page that only leads on. */
export function moveOn(): void {
  const link = document.querySelector<HTMLAnchorElement>('a[data-goes-on]');
  if (link) location.replace(link.href);
}
