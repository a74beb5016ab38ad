import async_hooks from 'node:async_hooks';

// Loaded before `node:test` (`--require`). To know which test something asynchronous belongs to, the runner follows every
// promise of the process from its making to its collection, which takes a fifth of the time of the suites. It needs that only
// for what is made of its own class, a test or a hook: what is thrown outside of any of them fails the run in either case.

const { AsyncResource, createHook } = async_hooks;
let follow: async_hooks.HookCallbacks['init'];

Object.assign(async_hooks, {
  createHook({ init }: async_hooks.HookCallbacks): async_hooks.AsyncHook {
    follow = init;
    async_hooks.createHook = createHook; // Whoever comes after the runner follows what it likes.
    const hook = { enable: () => hook, disable: () => hook };
    return hook;
  },

  AsyncResource: class extends AsyncResource {
    constructor(type: string, options?: async_hooks.AsyncResourceOptions) {
      super(type, options);
      follow?.(this.asyncId(), type, this.triggerAsyncId(), this);
    }
  },
});
