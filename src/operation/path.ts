/** Whether a path names one of three other services of the original itself, so that it stands below no prefix of ours. */
export const isWholePath = (path: string): boolean => /^\/(portal_|audit_|orchestrator_)\//.test(path);
