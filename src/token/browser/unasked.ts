import type { DeviceSignIns } from './device.ts';
import type { Interactions } from './interaction.ts';
import type { Logouts } from './logout.ts';
import type { BrowserSessions } from './session.ts';

// What the pages are told as long as no endpoint sends them anybody: that nothing is asked.

export const unaskedInteractions = (sessions: BrowserSessions): Interactions => ({
  find: async () => undefined,
  completeSignIn: async (request, response, user, facts) => {
    await sessions.start(request, response, user, facts);
    return undefined;
  },
  allow: async () => undefined,
  deny: async () => undefined,
});

export const unaskedDevices: DeviceSignIns = {
  find: async () => undefined,
  allow: async () => false,
  deny: async () => false,
};

export const unaskedLogouts = (sessions: BrowserSessions): Logouts => ({
  find: async () => ({ application: undefined, redirectTo: undefined }),
  finish: async (request, response) => {
    await sessions.end(request, response);
    return undefined;
  },
});
