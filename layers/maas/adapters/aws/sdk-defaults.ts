/**
 * Of every client of the AWS SDK: a connection that nobody answers is given up after 3.1 s and tried
 * again. Without it, it is waited for until the function's own time is over, and nothing says why.
 */
export const SDK_DEFAULTS = { defaultsMode: 'standard' } as const;
