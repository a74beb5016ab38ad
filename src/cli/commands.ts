import type { Command } from './command.ts';

type Load = () => Promise<Command>;

/**
 * Every command by name, section by section, in the order in which they are shown. Only the one that is run is loaded: a server
 * needs nothing of the others.
 */
export const sections: Readonly<Record<string, Readonly<Record<string, Load>>>> = {
  'The server': {
    serve: async () => (await import('./serve.ts')).serve,
    demo: async () => (await import('./demo.ts')).demo,
    migrate: async () => (await import('./migrate.ts')).migrate,
    doctor: async () => (await import('./doctor.ts')).doctor,
    check: async () => (await import('./check.ts')).check,
    completion: async () => (await import('./completion/completion.ts')).completion,
    version: async () => (await import('./version.ts')).version,
  },
  'People, and what they use': {
    'user list': async () => (await import('./user/list.ts')).userList,
    'user show': async () => (await import('./user/show.ts')).userShow,
    'user create': async () => (await import('./user/create.ts')).userCreate,
    'user invite': async () => (await import('./user/invite.ts')).userInvite,
    'user set-password': async () => (await import('./user/set-password.ts')).userSetPassword,
    'user mail-link': async () => (await import('./user/mail-link.ts')).userMailLink,
    'user unlock': async () => (await import('./user/unlock.ts')).userUnlock,
    'user factors': async () => (await import('./user/factors.ts')).userFactors,
    'user reset-factors': async () => (await import('./user/factors.ts')).userResetFactors,
    'user require-factor': async () => (await import('./user/factors.ts')).userRequireFactor,
    'user deactivate': async () => (await import('./user/standing.ts')).userDeactivate,
    'user activate': async () => (await import('./user/standing.ts')).userActivate,
    'user delete': async () => (await import('./user/delete.ts')).userDelete,
    'group list': async () => (await import('./group/list.ts')).groupList,
    'group show': async () => (await import('./group/show.ts')).groupShow,
    'group create': async () => (await import('./group/create.ts')).groupCreate,
    'group add': async () => (await import('./group/members.ts')).groupAdd,
    'group remove': async () => (await import('./group/members.ts')).groupRemove,
    'group delete': async () => (await import('./group/delete.ts')).groupDelete,
    'app list': async () => (await import('./application/list.ts')).appList,
    'app show': async () => (await import('./application/show.ts')).appShow,
    'app create': async () => (await import('./application/create.ts')).appCreate,
    'app secret': async () => (await import('./application/secret.ts')).appSecret,
    'app delete': async () => (await import('./application/delete.ts')).appDelete,
    'org list': async () => (await import('./organization/list.ts')).orgList,
    'org create': async () => (await import('./organization/create.ts')).orgCreate,
    'admin recover': async () => (await import('./admin-recover.ts')).adminRecover,
  },
  Data: {
    backup: async () => (await import('./backup.ts')).backup,
    'backup verify': async () => (await import('./backup.ts')).backupVerify,
    restore: async () => (await import('./restore.ts')).restore,
    'store copy': async () => (await import('./store-copy.ts')).storeCopy,
    import: async () => (await import('./import.ts')).importCommand,
    export: async () => (await import('./export.ts')).exportCommand,
  },
  Security: {
    'audit verify': async () => (await import('./audit-verify.ts')).auditVerify,
    'audit archive': async () => (await import('./audit-archive.ts')).auditArchive,
    'keys list': async () => (await import('./keys.ts')).keysList,
    'keys rotate': async () => (await import('./keys.ts')).keysRotate,
    'keys reseal': async () => (await import('./keys-reseal.ts')).keysReseal,
    'secrets expiring': async () => (await import('./secrets-expiring.ts')).secretsExpiring,
    'pepper status': async () => (await import('./pepper.ts')).pepperStatus,
    'pepper lost': async () => (await import('./pepper-lost.ts')).pepperLost,
    'hash password': async () => (await import('./hash-password.ts')).hashPassword,
    'hash calibrate': async () => (await import('./hash-calibrate.ts')).hashCalibrate,
    'policy simulate': async () => (await import('./policy-simulate.ts')).policySimulate,
    'breached import': async () => (await import('./breached-import.ts')).breachedImport,
    'breached status': async () => (await import('./breached.ts')).breachedStatus,
    'breached check': async () => (await import('./breached.ts')).breachedCheck,
    'clock confirm': async () => (await import('./clock-confirm.ts')).clockConfirm,
  },
  Mail: {
    'mail list': async () => (await import('./mail.ts')).mailList,
    'mail retry': async () => (await import('./mail.ts')).mailRetry,
    'mail test': async () => (await import('./mail.ts')).mailTest,
  },
};

/** Every command by name. */
export const commands: ReadonlyMap<string, Load> = new Map(Object.values(sections).flatMap(Object.entries<Load>));

export const everyCommand = (): Promise<Command[]> => Promise.all([...commands.values()].map((load) => load()));
