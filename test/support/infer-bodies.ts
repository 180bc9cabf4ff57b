import { Buffer } from 'node:buffer';
import { decodeInferBody } from '../../layers/maas/core/protocol/infer-body.ts';
import type { InferRequest } from '../../layers/maas/core/protocol/infer-request.ts';
import { type Signature } from '../../layers/maas/core/tensor.ts';

/** A body as clients write it: JSON, then the blobs. */
export function decode(
  json: unknown,
  blobs: readonly Uint8Array[],
  signature: Signature,
  headerLength?: string,
): InferRequest {
  const head = Buffer.from(typeof json === 'string' ? json : JSON.stringify(json));
  return decodeInferBody(
    Buffer.concat([head, ...blobs]),
    headerLength ?? String(head.length),
    signature,
  );
}
