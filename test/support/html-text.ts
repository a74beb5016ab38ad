const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };

/** Text of a page, as a reader sees it. */
export const decode = (html: string): string =>
  html.replaceAll(/&(#?\w+);/g, (entity, name: string) => entities[name] ?? entity);
