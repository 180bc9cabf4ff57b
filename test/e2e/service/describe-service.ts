import { describeAliases } from './aliases.ts';
import type { Client } from './client.ts';
import { describeMetrics } from './metrics.ts';
import { describePredictions } from './predictions.ts';
import { describePresignedPuts } from './presigned-puts.ts';
import { describeRefusals } from './refusals.ts';
import { describeUploads } from './uploads.ts';
import { describeVisibility } from './visibility.ts';

export interface ServiceTraits {
  /** True if the store checks what comes to a presigned address before `complete` does. */
  readonly storeChecksPuts: boolean;
}

/** Describes the service from outside: through its address and nothing else. */
export function describeService(getClient: () => Client, { storeChecksPuts }: ServiceTraits): void {
  describeUploads(getClient);
  if (storeChecksPuts) describePresignedPuts(getClient);
  describeRefusals(getClient);
  describePredictions(getClient);
  describeAliases(getClient);
  describeMetrics(getClient);
  describeVisibility(getClient);
}
