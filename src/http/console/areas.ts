/** What the navigation of the console has, in its order: a text `console.area.NAME`, and the page `/web/admin/PATH`. */
export const areas = {
  home: '',
  people: 'people',
  groups: 'groups',
  robots: 'robots',
  applications: 'applications',
  apiResources: 'api-resources',
  security: 'security',
  brand: 'brand',
  mail: 'mail',
  certificates: 'certificates',
  audit: 'audit',
  organizations: 'organizations',
} as const;

export type AreaName = keyof typeof areas;
