import type { RejectionCode } from '../../contract/errors.ts';
import type { ConvertJob, ConvertReport } from '../../core/ingest/model-converter.ts';
import type { OptimizeJob, OptimizeReport } from '../../core/ingest/model-optimization.ts';
import type { ProbeJob, ProbeReport } from '../../core/ingest/model-probe.ts';
import type { ProbeStage } from '../../core/ingest/try-model.ts';

/** From the parent to the probe, once. */
export type ProbeOrder =
  | { readonly kind: 'probe'; readonly job: ProbeJob; readonly predictMemoryMb: number }
  | { readonly kind: 'convert'; readonly job: ConvertJob }
  | { readonly kind: 'optimize'; readonly job: OptimizeJob; readonly predictMemoryMb: number };

/** The report that answers each order. */
export interface ProbeReports {
  readonly probe: ProbeReport;
  readonly convert: ConvertReport;
  readonly optimize: OptimizeReport;
}

/** From the probe to its parent: stages as they begin, then one of the others. */
export type ProbeMessage =
  | { readonly kind: 'stage'; readonly stage: ProbeStage }
  | { readonly kind: 'report'; readonly report: ProbeReports[keyof ProbeReports] }
  | { readonly kind: 'rejected'; readonly code: RejectionCode; readonly message: string }
  | { readonly kind: 'failed'; readonly message: string };
