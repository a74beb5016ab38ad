// Loaded into a server's process: what it does every minute it does all the time.

const minute = 60_000;
const every = globalThis.setInterval;
Object.assign(globalThis, { setInterval: (work: () => void, ms: number) => every(work, ms === minute ? 20 : ms) });
