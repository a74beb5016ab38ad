import type { Guarded } from '../pages/page.ts';

/**
 * What a page of the console asks of a person who has signed in, or proved who they are, too long ago. The rule: a form that changes
 * who may do what, lets somebody in, takes something away, or cannot be undone, takes a recent proof, and so does a file with what
 * is known of many; so that a browser left open, or a cookie that was stolen, does no lasting harm. Whoever must be quick, or
 * tries something out, is not asked; nor is a form that changes words alone.
 */
export type RecentProof =
  /** Nothing is done there. */
  | 'onlyShows'
  /** Nobody sees the page without a proof. */
  | 'toSee'
  /** Everybody sees it; its form waits for the proof. */
  | 'toSend'
  | (Except & { readonly asks: 'toSee' | 'toSend' })
  | { readonly asks: 'never'; readonly why: string };

/** The forms of a page that wait for no proof. Whatever is not named here does. */
interface Except {
  readonly except: {
    /** A field that these forms have. */
    readonly field: string;
    /** What its value is, to the last letter. None: anything. */
    readonly value?: RegExp;
    readonly why: string;
  };
}

const triesOut = 'stores nothing';

/** Every page, by its path: one that is not here does not compile. */
export const recentProofs = {
  '': 'onlyShows',
  expiring: 'onlyShows',
  organization: 'onlyShows',

  people: 'onlyShows',
  'people-actions': 'toSee',
  'export-people': 'toSee',
  'import-people': 'toSee',
  'new-person': 'toSee',
  // A group may be that of the administrators, and so may an account that is used again, or no more.
  'people/{id}': 'toSend',
  'people/{id}/edit': 'toSee',
  'people/{id}/password': 'toSee',
  'people/{id}/delete': 'toSee',
  'people/{id}/reset-factors': 'toSee',
  'people/{id}/history': 'onlyShows',
  'people/{id}/sign-in': {
    asks: 'toSend',
    except: {
      ...{ field: 'do', value: /^(?:end \S+|endAll)$/ },
      why: 'throws out who should not be there, which must be quick; whoever should be signs in again',
    },
  },
  'people/{id}/connections': 'toSend',

  groups: 'onlyShows',
  'new-group': { asks: 'never', why: 'an empty group gives nobody a right' },
  'groups/{id}': 'toSend',
  'groups/{id}/add': 'toSee',
  'groups/{id}/rename': { asks: 'never', why: 'rights belong to the group, whatever it is called; it can be undone' },
  'groups/{id}/delete': 'toSee',

  robots: 'onlyShows',
  'new-robot': 'toSee',
  'robots/{id}': 'toSend',
  'delete-robots': 'toSee',

  applications: 'onlyShows',
  'new-application': { asks: 'toSee', except: { field: 'check', why: triesOut } },
  'applications/{id}': 'onlyShows',
  'applications/{id}/settings': { asks: 'toSend', except: { field: 'check', why: triesOut } },
  'applications/{id}/scopes': 'toSend',
  'applications/{id}/delete': 'toSee',
  'applications/{id}/secrets/new': 'toSee',
  'applications/{id}/secrets/{secretId}/delete': 'toSee',
  'applications/{id}/federated-credentials/{credentialId}': 'toSee',
  'applications/{id}/federated-credentials/{credentialId}/delete': 'toSee',

  'api-resources': 'onlyShows',
  'api-resources/new': { asks: 'toSend', except: { field: 'more', why: 'gives the form more rows' } },
  'api-resources/edit': { asks: 'toSend', except: { field: 'more', why: 'gives the form more rows' } },
  'api-resources/delete': 'toSee',

  audit: 'onlyShows',
  'audit/{sequence}': 'onlyShows',
  'audit/chain': 'onlyShows',
  'audit/download': 'toSee',

  security: { asks: 'toSee', except: { field: 'do', value: /^sample$/, why: triesOut } },
  'security/second-factors': 'toSee',
  'security/sign-in': 'toSee',

  mail: 'toSee',
  'mail/reset': 'toSee',
  'mail/texts': 'onlyShows',
  // Links stand in them, by which people get in.
  'mail/texts/{id}': 'toSend',
  'mail/texts/{id}/preview': { asks: 'never', why: triesOut },
  'mail/texts/{id}/reset': 'toSee',
  'mail/undelivered': 'onlyShows',
  'mail/undelivered/change': 'toSend',

  brand: { asks: 'never', why: 'words and colours alone: whoever signs in gets in the same way; it can be undone' },
  'brand/sign-in': 'onlyShows',

  certificates: 'onlyShows',
  'certificates/upload': 'toSee',
  'certificates/switch': 'toSee',
  'certificates/delete': 'toSee',

  organizations: 'onlyShows',
  'organizations/new': 'toSee',
  // Whether anybody gets in there at all. Names of tenants stand in the addresses that their programs use.
  'organizations/{id}': {
    asks: 'toSend',
    except: { field: 'do', value: /^tenant$/, why: 'a new tenant gives nobody a right' },
  },
  'organizations/{id}/delete': 'toSee',
  'organizations/{id}/tenants/{tenant}': 'toSend',
  'organizations/{id}/tenants/{tenant}/delete': 'toSee',
} as const satisfies Readonly<Record<string, RecentProof>>;

export type ConsolePath = keyof typeof recentProofs;

/** Which visits to the page take a recent proof; undefined where none does. */
export function guardOf(path: ConsolePath): Guarded | undefined {
  const proof: RecentProof = recentProofs[path];
  if (proof === 'onlyShows') return undefined;
  if (proof === 'toSee') return true;
  if (proof === 'toSend') return isSent;
  if (proof.asks === 'never') return undefined;
  const { asks, except } = proof;
  return (form) => (asks === 'toSee' || isSent(form)) && !isExcept(form, except);
}

const isSent = (form: URLSearchParams): boolean => form.size > 0;

function isExcept(form: URLSearchParams, { field, value = /^/ }: Except['except']): boolean {
  const given = form.get(field);
  return given !== null && value.test(given);
}
