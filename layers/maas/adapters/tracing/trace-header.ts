/** The trace that a call is part of, where it is sampled. */
export interface TraceContext {
  readonly traceId: string;
  /** The segment that is Lambda's own. */
  readonly parentId: string;
}

const TRACE_ID = /^1-[\da-f]{8}-[\da-f]{24}$/;
const SEGMENT_ID = /^[\da-f]{16}$/;

/**
 * Reads `Root=1-…;Parent=…;Sampled=1`, as Lambda sets it for each call.
 * https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader
 * @returns undefined for a call that is not sampled, and for what is no such header
 */
export function parseTraceHeader(header: string | undefined): TraceContext | undefined {
  const fields = new Map<string, string>();
  for (const part of (header ?? '').split(';')) {
    const [name = '', value = ''] = part.trim().split('=', 2);
    fields.set(name, value);
  }
  const traceId = fields.get('Root') ?? '';
  const parentId = fields.get('Parent') ?? '';
  if (fields.get('Sampled') !== '1' || !TRACE_ID.test(traceId) || !SEGMENT_ID.test(parentId)) {
    return undefined;
  }
  return { traceId, parentId };
}
