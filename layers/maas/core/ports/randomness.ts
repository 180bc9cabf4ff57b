/** Bytes that no two instances may have alike. */
export interface Randomness {
  /** A UUID, version 4. */
  readonly newId: () => string;
  /** As `Math.random`: from 0 on, below 1. */
  readonly random: () => number;
  /** So many bytes, in hexadecimal digits. */
  readonly newHex: (lengthBytes: number) => string;
}
