/** Takes copies of calls to where shadows run. */
export interface ShadowSender {
  /**
   * Hands one over; what becomes of it is told to nobody.
   * @param shadow that runs it
   * @param copy JSON, of `LIMITS.shadowCopyBytes` at most
   * @throws Error where it was not taken
   */
  send(shadow: { readonly model: string; readonly version: number }, copy: string): Promise<void>;
}
