import path from 'node:path';
import type { EventBridgeEvent } from 'aws-lambda';
import { composeIngest } from '../../layers/maas/compose/compose-ingest.ts';
import { ingestVersion } from '../../layers/maas/core/ingest/ingest-version.ts';
import { findSubmission } from '../../layers/maas/core/registry/keys.ts';

/** What S3 tells EventBridge of an object that was created. */
type ObjectCreated = EventBridgeEvent<
  'Object Created',
  { readonly object: { readonly key: string } }
>;

/** Beside this file, whether bundled or not. */
const program = path.join(import.meta.dirname, `probe${path.extname(import.meta.filename)}`);
const deps = composeIngest(process.env, program);

/** Takes one submitted version to READY or REJECTED. Throws where the service failed: Lambda then tries again. */
export async function handler({ detail }: ObjectCreated): Promise<void> {
  const submission = findSubmission(detail.object.key);
  const parts = await deps;
  if (submission) await ingestVersion(submission.model, submission.version, parts);
  else parts.logger.warn('An event names no submission.', { key: detail.object.key });
}
