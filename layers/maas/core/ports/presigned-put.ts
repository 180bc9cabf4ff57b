/**
 * A request that a client makes by itself: exactly these bytes, under a key that does not exist
 * yet.
 */
export interface PresignedPut {
  readonly method: 'PUT';
  readonly url: string;
  /** To be sent exactly so. */
  readonly headers: Readonly<Record<string, string>>;
}
