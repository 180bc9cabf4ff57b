import { readFileSync } from 'node:fs';
import path from 'node:path';
import { FileObjectStore } from '../../layers/maas/adapters/files/file-object-store.ts';
import { UploadUrls } from '../../layers/maas/adapters/files/upload-url.ts';
import { systemClock } from '../../layers/maas/adapters/system-clock.ts';
import { toSessionBudget } from '../../layers/maas/compose/memory-limit.ts';
import { FUNCTIONS } from '../../layers/maas/contract/functions.ts';
import type { HostName } from '../../local/hosts.ts';
import { createRandom } from './create-random.ts';
import { HostedPredict } from './hosted-predict.ts';
import { storeModel } from './stored-models.ts';
import { createTableModel, SIGNATURE, type TableModel } from './table-model.ts';

const MIB = 1024 * 1024;
const SECRET = 's'.repeat(32);

export interface ChurnOptions {
  readonly host: HostName;
  readonly models: number;
  readonly requests: number;
  /** Models that the memory holds at once. */
  readonly held: number;
  /** An empty folder. */
  readonly folder: string;
  readonly weightBytes: number;
}

export interface Churn {
  /** Of calls that were not answered with their model's own numbers. */
  readonly faults: readonly string[];
  /** Whether the model was in memory, by call; as it was, and as a least-recently-used cache has it. */
  readonly hits: readonly boolean[];
  readonly expectedHits: readonly boolean[];
  /** Resident memory of the process after each call. */
  readonly residentMb: readonly number[];
}

/**
 * Calls many models of one process that holds few of them, each as often as Zipf's law has it, so
 * that sessions and files come and go all the time.
 */
export async function churn(options: ChurnOptions): Promise<Churn> {
  const { host, models: count, requests, held, folder, weightBytes } = options;
  const models = Array.from({ length: count }, (_, seed) => createTableModel(weightBytes, seed));
  const budget = toSessionBudget({
    predictMemoryMb: FUNCTIONS.predict.memoryMb,
    hasEndpoint: false,
  });
  await storeAll(folder, models, Math.floor(budget.sizeBytes / held));
  const calls = drawCalls(count, requests);
  const predict = new HostedPredict(host, {
    MAAS_STORE_DIRECTORY: path.join(folder, 'store'),
    MAAS_STORE_SECRET: SECRET,
    MAAS_STORE_URL: 'http://127.0.0.1:1',
    MAAS_BUNDLE_BUDGET_MB: String(Math.ceil((2 * held * weightBytes) / MIB)),
    MAAS_LOG_LEVEL: 'warn',
  });
  const faults: string[] = [];
  const hits: boolean[] = [];
  const residentMb: number[] = [];
  try {
    for (const [index, name] of calls.entries()) {
      const id = index % (models[0]?.rows ?? 1);
      const { status, headers, text } = await predict.post(`/v2/models/m${name}/infer`, {
        inputs: [{ name: 'ids', datatype: 'INT64', shape: [1], data: [id] }],
      });
      const [expected] = models[name]?.expect([id]) ?? [];
      if (status !== 200 || findNumber(text) !== expected) faults.push(`${status} ${text}`);
      hits.push(!/\bload;/.test(headers['server-timing'] ?? ''));
      residentMb.push(readResidentMb(predict.processId));
    }
  } finally {
    await predict.end();
  }
  return { faults, hits, expectedHits: simulate(calls, held), residentMb };
}

/** The most that the second half of the calls had in memory over the most that the first had. */
export function findGrowth({ residentMb }: Pick<Churn, 'residentMb'>): number {
  const half = residentMb.length >> 1;
  return Math.max(...residentMb.slice(half)) / Math.max(...residentMb.slice(0, half));
}

async function storeAll(
  folder: string,
  models: readonly TableModel[],
  peakMemoryBytes: number,
): Promise<void> {
  const urls = new UploadUrls(SECRET, 'http://127.0.0.1:1', systemClock);
  const store = new FileObjectStore(path.join(folder, 'store'), urls, systemClock);
  for (const [index, { files }] of models.entries()) {
    await storeModel(store, `m${index}`, { files, signature: SIGNATURE, peakMemoryBytes });
  }
  store.close();
}

/** Model number k is called in proportion to 1/(k + 1). */
function drawCalls(models: number, requests: number): number[] {
  const random = createRandom(1);
  const weights = Array.from({ length: models }, (_, index) => 1 / (index + 1));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return Array.from({ length: requests }, () => {
    let left = random() * total;
    const found = weights.findIndex((weight) => (left -= weight) < 0);
    return found === -1 ? models - 1 : found;
  });
}

function simulate(calls: readonly number[], held: number): boolean[] {
  const inMemory: number[] = [];
  return calls.map((model) => {
    const at = inMemory.indexOf(model);
    if (at !== -1) inMemory.splice(at, 1);
    else if (inMemory.length === held) inMemory.shift();
    inMemory.push(model);
    return at !== -1;
  });
}

function findNumber(text: string): number | undefined {
  return (JSON.parse(text) as { outputs?: { data: number[] }[] }).outputs?.[0]?.data[0];
}

function readResidentMb(processId: number): number {
  const status = readFileSync(`/proc/${processId}/status`, 'utf8');
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) / 1024;
}
