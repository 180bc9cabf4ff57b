/** Before a host ends a function without a word, a request gets an answer. */
export const TIMEOUT_RESERVE_MS = 500;
