import { isCallerError } from '../../contract/errors.ts';
import type { EndedPrediction } from '../../core/monitoring/observe-prediction.ts';
import type { StageSpan } from '../../core/monitoring/stage-times.ts';
import type { TraceContext } from './trace-header.ts';

/** Times in seconds since 1970. */
interface Span {
  readonly id: string;
  readonly name: string;
  readonly start_time: number;
  readonly end_time: number;
  readonly subsegments?: readonly Span[];
}

/**
 * A subsegment that is sent by itself, as X-Ray takes it.
 * https://docs.aws.amazon.com/xray/latest/devguide/xray-api-segmentdocuments.html
 */
export interface SubsegmentDocument extends Span {
  readonly type: 'subsegment';
  readonly trace_id: string;
  readonly parent_id: string;
  readonly error?: true;
  readonly fault?: true;
  readonly throttle?: true;
  readonly annotations: Readonly<Record<string, string | number | undefined>>;
}

export interface SubsegmentOptions {
  readonly trace: TraceContext;
  /** Milliseconds since 1970 at the stopwatch's 0. */
  readonly epochMs: number;
  /** 16 hexadecimal digits. */
  readonly newId: () => string;
}

const MS_PER_SECOND = 1000;
const PARTS_OF_LOAD = new Set(['download', 'create']);

/** A prediction as a subsegment of Lambda's segment, with one for each of its stages. */
export function toSubsegment(
  { facts, startMs, endMs, code }: EndedPrediction,
  { trace, epochMs, newId }: SubsegmentOptions,
): SubsegmentDocument {
  const toSpan = (name: string, span: Pick<StageSpan, 'startMs' | 'endMs'>): Span => ({
    id: newId(),
    name,
    start_time: (epochMs + span.startMs) / MS_PER_SECOND,
    end_time: (epochMs + span.endMs) / MS_PER_SECOND,
  });
  const spans = facts.stages.list();
  const parts = spans.filter(({ stage }) => PARTS_OF_LOAD.has(stage));
  const stages = spans
    .filter((span) => !parts.includes(span))
    .map((span) => ({
      ...toSpan(span.stage, span),
      ...(span.stage === 'load'
        ? { subsegments: parts.map((part) => toSpan(part.stage, part)) }
        : {}),
    }));
  return {
    ...toSpan('predict', { startMs, endMs }),
    type: 'subsegment',
    trace_id: trace.traceId,
    parent_id: trace.parentId,
    ...toFlags(code),
    annotations: {
      prediction_id: facts.id,
      model: facts.model,
      version: facts.version,
      start: facts.start,
      code,
    },
    subsegments: stages,
  };
}

/** Whose fault it was, in X-Ray's words. */
function toFlags(
  code: EndedPrediction['code'],
): Pick<SubsegmentDocument, 'error' | 'fault' | 'throttle'> {
  if (code === undefined) return {};
  if (!isCallerError(code)) return { fault: true };
  return code === 'THROTTLED' ? { error: true, throttle: true } : { error: true };
}
