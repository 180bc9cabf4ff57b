/** To the microsecond: what stands behind it is noise, and in metrics and JSON only long. */
export function roundMs(durationMs: number): number {
  return Math.round(durationMs * 1000) / 1000;
}
