/** The secrets that predictions' ids are signed with. */
export interface PredictionKeys {
  /**
   * All that are good, the one that signs first; those behind it signed earlier ids.
   * @throws Error where they cannot be read
   */
  read(): Promise<readonly Uint8Array[]>;
}
