import type { RejectionCode } from '../contract/errors.ts';
import type { ProbeJob, ProbeReport } from '../core/ingest/model-probe.ts';
import type { ProbeStage } from '../core/ingest/try-model.ts';

/** From the parent to the probe, once. */
export interface ProbeOrder {
  readonly job: ProbeJob;
  readonly predictMemoryMb: number;
}

/** From the probe to its parent: stages as they begin, then one of the others. */
export type ProbeMessage =
  | { readonly kind: 'stage'; readonly stage: ProbeStage }
  | { readonly kind: 'report'; readonly report: ProbeReport }
  | { readonly kind: 'rejected'; readonly code: RejectionCode; readonly message: string }
  | { readonly kind: 'failed'; readonly message: string };
