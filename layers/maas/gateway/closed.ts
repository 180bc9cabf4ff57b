/**
 * The reason with which signals are aborted once nothing more can be written. Without one, each call
 * would pay for an error with a stack (7 µs), which nobody reads.
 */
export const CLOSED = 'The connection is closed, or the answer has gone out.';
