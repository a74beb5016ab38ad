/** Whether a path begins with one of three other services of the original, so that it is below no prefix of ours. */
export const isWholePath = (path: string): boolean => /^\/(portal_|audit_|orchestrator_)\//.test(path);
