import path from 'node:path';
import type { EventBridgeEvent } from 'aws-lambda';
import { composeIngest } from '../../layers/maas/compose/compose-ingest.ts';
import { ingestVersion } from '../../layers/maas/core/ingest/ingest-version.ts';
import { findSubmission } from '../../layers/maas/core/registry/keys.ts';
import { sweepSubmissions } from '../../layers/maas/core/registry/resubmit.ts';

/** EventBridge's event of an object that was created in S3. */
type ObjectCreated = EventBridgeEvent<
  'Object Created',
  { readonly object: { readonly key: string } }
>;

/** Beside this file, whether bundled or not. */
const program = path.join(import.meta.dirname, `probe${path.extname(import.meta.filename)}`);
const deps = composeIngest(process.env, program);

/** A schedule's event: time to look for submissions whose event was lost. */
type Scheduled = EventBridgeEvent<'Scheduled Event', Readonly<Record<string, never>>>;

/**
 * Takes one submitted version to READY or REJECTED. Throws where the service failed: Lambda then
 * tries again.
 */
export async function handler(event: ObjectCreated | Scheduled): Promise<void> {
  const parts = await deps;
  if (!isObjectCreated(event)) {
    for (const { model, version, resubmissions } of await sweepSubmissions(parts.registry)) {
      parts.logger.warn('Nothing picked up a submission; it was submitted again.', {
        model,
        version,
        resubmissions,
      });
    }
    return;
  }
  const { detail } = event;
  const submission = findSubmission(detail.object.key);
  if (submission) {
    const { model, version } = submission;
    await ingestVersion(model, version, parts.forModel(model));
  } else parts.logger.warn('An event names no submission.', { key: detail.object.key });
}

function isObjectCreated(event: ObjectCreated | Scheduled): event is ObjectCreated {
  return event['detail-type'] !== 'Scheduled Event';
}
