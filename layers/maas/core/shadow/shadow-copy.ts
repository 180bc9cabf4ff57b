import { isUtf8 } from 'node:buffer';
import { isListOf, isMapOf, isNumber, isOptional, isShape, isText } from '../json/guards.ts';
import { isJsonObject } from '../json/json-object.ts';
import type { RequestContent } from '../request-content.ts';
import type { PredictedCall } from '../tasks/task/predicted.ts';

/** An answer in the form that another one is compared with. */
export interface ComparedAnswer {
  /** The predictions for its inputs, where its task tells them. */
  readonly predicted?: PredictedCall | undefined;
  /** Else the answer itself, as JSON has it. */
  readonly body?: unknown;
}

/** A call that was answered, on its way to the version that answers nobody. */
export interface ShadowCopy {
  /** The id of the answered prediction, by which the log connects the two. */
  readonly predictionId: string;
  readonly model: string;
  readonly alias: string;
  /** The shadow. */
  readonly version: number;
  readonly answeredBy: number;
  readonly tolerance: number;
  readonly request: RequestContent;
  /** undefined where it is too large to travel. */
  readonly answer: ComparedAnswer | undefined;
}

/** Other headers decide nothing, and who called is nobody's business here. */
const COPIED_HEADERS = ['content-type', 'accept', 'inference-header-content-length'] as const;

interface WrittenCopy extends Omit<ShadowCopy, 'request'> {
  readonly request: Omit<RequestContent, 'body'> & {
    /** One of both: text as it is, other bytes in base64. */
    readonly text?: string;
    readonly base64?: string;
  };
}

/** As it travels. */
export function encodeCopy({ request, ...copy }: ShadowCopy): string {
  const { method, resource, parameters, query, headers, body } = request;
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  const kept = COPIED_HEADERS.flatMap((name) =>
    headers[name] === undefined ? [] : [[name, headers[name]] as const],
  );
  const written: WrittenCopy = {
    ...copy,
    request: {
      method,
      resource,
      parameters,
      query,
      headers: Object.fromEntries(kept),
      ...(isUtf8(bytes) ? { text: bytes.toString() } : { base64: bytes.toString('base64') }),
    },
  };
  return JSON.stringify(written, (_key, value: unknown) => toPlain(value));
}

const isTexts = isMapOf(isOptional(isText));
const isWritten = isShape<WrittenCopy>({
  predictionId: isText,
  model: isText,
  alias: isText,
  version: isNumber,
  answeredBy: isNumber,
  tolerance: isNumber,
  request: isShape<WrittenCopy['request']>({
    method: isText,
    resource: isText,
    parameters: isTexts,
    query: isTexts,
    headers: isTexts,
    text: isOptional(isText),
    base64: isOptional(isText),
  }),
  answer: isOptional(
    isShape<ComparedAnswer>({ predicted: isOptional(isPredictedCall), body: isAnything }),
  ),
});

/** @throws TypeError for what is no copy */
export function parseCopy(value: unknown): ShadowCopy {
  if (!isWritten(value)) throw new TypeError('The event is no copy of a call.');
  const { text, base64, ...request } = value.request;
  const body = text === undefined ? Buffer.from(base64 ?? '', 'base64') : Buffer.from(text);
  return { ...value, request: { ...request, body } };
}

/** An answer of this process as it would be had it travelled. */
export function toCompared(answer: ComparedAnswer): ComparedAnswer {
  return JSON.parse(
    JSON.stringify(answer, (_key, value: unknown) => toPlain(value)),
  ) as ComparedAnswer;
}

/** Converts what JSON has no form for: tensors' data, and integers that a number may not hold. */
function toPlain(value: unknown): unknown {
  if (typeof value === 'bigint') {
    return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  }
  return ArrayBuffer.isView(value) && !(value instanceof DataView)
    ? Array.from(value as unknown as ArrayLike<unknown>)
    : value;
}

/** Both sides are of one release: what a kind of answer holds is looked at where it is compared. */
function isPredictedCall(value: unknown): value is PredictedCall {
  return isJsonObject(value) && isNumber(value.inputs) && isListOf(isJsonObject)(value.answers);
}

function isAnything(_value: unknown): _value is unknown {
  return true;
}
