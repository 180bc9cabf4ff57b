import type { CaptureSettings } from '../registry/records.ts';

/** All of it said. */
export type ResolvedCapture = Required<CaptureSettings>;

/**
 * A model's own settings over those of the service. What the service redacts, no model can show.
 */
export function resolveCapture(
  service: CaptureSettings,
  own: CaptureSettings | undefined,
): ResolvedCapture {
  const { percent, inputs = true, outputs = true } = { ...service, ...own };
  return { percent, inputs, outputs, redact: [...(service.redact ?? []), ...(own?.redact ?? [])] };
}
