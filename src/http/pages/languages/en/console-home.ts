/** The first page of the console. */
export const consoleHomeTexts = {
  'home.title': 'Home',
  'home.attention': 'What needs attention',
  'home.calm': 'Nothing needs your attention.',
  'home.expiring': 'Ends soon',
  'home.ends': 'ends',
  'home.ended': 'ended',
  'home.server': 'Server',
  'home.version': 'Version',
} as const;
