import { toSessionBudget } from '../../layers/maas/compose/memory-limit.ts';
import { FUNCTIONS } from '../../layers/maas/contract/functions.ts';
import type { Registry } from '../../layers/maas/core/registry/registry.ts';
import { createIngestBench, ingest } from '../../test/support/ingest.ts';
import { type Chain, createChain } from './models.ts';

export interface StoredChain {
  readonly chain: Chain;
  readonly model: string;
  readonly version: number;
  /** Of all that was uploaded. */
  readonly bytes: number;
}

/**
 * Puts chains into a registry by the product's own validation: each is a version of one model. By
 * its record each takes the whole memory, so that the next one releases it.
 */
export async function storeChains(
  registry: Registry,
  chains: readonly Chain[],
): Promise<StoredChain[]> {
  const { sizeBytes: peakMemoryBytes } = toSessionBudget({
    predictMemoryMb: FUNCTIONS.predict.memoryMb,
    hasEndpoint: false,
  });
  const bench = createIngestBench({ registry, memoryMb: FUNCTIONS.predict.memoryMb });
  const stored: StoredChain[] = [];
  try {
    for (const chain of chains) {
      const files = createChain(chain);
      const bytes = Object.values(files).reduce((sum, { length }) => sum + length, 0);
      const { model, version, status, rejection } = await ingest(bench, files, { task: 'tensor' });
      if (status !== 'READY') throw new Error(`${chain.name}: ${rejection?.message ?? status}`);
      await registry.updateVersion(model, version, (record) => ({
        ...record,
        validation: record.validation && { ...record.validation, peakMemoryBytes },
      }));
      stored.push({ chain, model, version, bytes });
    }
  } finally {
    bench.remove();
  }
  return stored;
}
