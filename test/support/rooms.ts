/**
 * The rooms of `src`, floor by floor from the ground, and which rooms below each one sees. A file directly in `src` is a
 * room of its own. Everybody sees the ground floor.
 */
export const floors: readonly Readonly<Record<string, readonly string[] | 'everything'>>[] = [
  {
    'constant-time.ts': [],
    'cookie.ts': [],
    'deadline.ts': [],
    'errors.ts': [],
    'file-rights.ts': [],
    'hang-up.ts': [],
    'idle-thread.ts': [],
    'lru.ts': [],
    'suggestion.ts': [],
    'sync-folder.ts': [],
    'telemetry.ts': [],
    'thread-priority.ts': [],
    'turns.ts': [],
    'version.ts': [],
  },
  {
    admission: [],
    config: [],
    csv: [],
    directory: [],
    json: [],
    observe: [],
  },
  {
    operation: ['admission', 'directory', 'json'],
    outgoing: ['directory'],
    password: ['admission', 'directory'],
    pkcs12: ['directory'],
  },
  {
    breached: ['outgoing', 'password'],
    factor: ['admission', 'directory', 'password'],
    mail: ['directory', 'outgoing'],
    provisioning: ['directory', 'password'],
    setting: ['directory', 'password'],
    token: ['admission', 'directory', 'outgoing', 'password'],
    user: ['admission', 'directory', 'password'],
  },
  {
    http: [
      'admission',
      'csv',
      'directory',
      'factor',
      'json',
      'observe',
      'operation',
      'password',
      'setting',
      'token',
      'user',
    ],
    seed: ['directory', 'password', 'provisioning', 'setting'],
    store: ['directory', 'mail', 'token'],
  },
  {
    backup: ['breached', 'store'],
    export: ['directory'],
    import: ['admission', 'csv', 'directory', 'password', 'seed', 'user'],
    'installation-sealer.ts': ['config', 'directory', 'store', 'token'],
  },
  { server: 'everything' },
  { cli: 'everything' },
];

/** Of which rooms a room knows nothing but types: it implements them, or is given what they describe. */
export const typesAlone: Readonly<Record<string, readonly string[]>> = {
  export: ['directory'],
  http: ['observe', 'token'],
  operation: ['admission', 'json'],
  provisioning: ['password'],
  store: ['mail', 'token'],
};

/** On which floor a room is; 0 is the ground. Below 0: on none. */
export const floorOf = (room: string): number => floors.findIndex((floor) => room in floor);

/** The rooms that a room sees, besides itself and the ground floor. */
export function seenFrom(room: string): readonly string[] {
  const floor = floorOf(room);
  const seen = floors[floor]?.[room] ?? [];
  return seen === 'everything' ? floors.slice(1, floor).flatMap((below) => Object.keys(below)) : seen;
}
