/**
 * The floor: ONNX Runtime's run and nothing around it, one thread, tensors made once. Argument: the
 * model. It is asked as the clients are.
 */
import { InferenceSession } from 'onnxruntime-node';
import type { Block, Called } from './load-process.ts';
import { toFeeds, type JsonTensor } from './tensors.ts';

const [, , file = ''] = process.argv;
const session = await InferenceSession.create(file, { intraOpNumThreads: 1 });

async function runFor({ json, ms }: Block): Promise<Called> {
  const { inputs } = JSON.parse(json) as { inputs: JsonTensor[] };
  const feeds = toFeeds(inputs);
  const times: number[] = [];
  const startedAtMs = performance.now();
  const endsAtMs = startedAtMs + ms;
  for (let at = performance.now(); at < endsAtMs;) {
    await session.run(feeds);
    const now = performance.now();
    times.push(now - at);
    at = now;
  }
  return { times, tookMs: performance.now() - startedAtMs };
}

process.on('message', (block: Block) => {
  void runFor(block).then((called) => process.send?.(called));
});
