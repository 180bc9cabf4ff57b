/**
 * A server as somebody writes it in an hour: fastify and ONNX Runtime around one model, in one
 * process or in a cluster. No validation, versions, metrics or limits. Arguments: folder in which
 * fastify is installed, the model, the port, the processes, and threads of each run.
 */
import cluster from 'node:cluster';
import { createRequire } from 'node:module';
import path from 'node:path';
import { InferenceSession } from 'onnxruntime-node';
import { toFeeds, toJsonTensors, type JsonTensor } from './tensors.ts';

/** The part of it that is used: it is installed for the bench alone. */
interface Fastify {
  post(
    route: string,
    answer: (request: { readonly body: { readonly inputs: JsonTensor[] } }) => Promise<unknown>,
  ): void;
  listen(options: { readonly port: number; readonly host: string }): Promise<string>;
}

const [, , folder = '', file = '', port, processes, threads] = process.argv;

async function serve(): Promise<void> {
  const load = createRequire(path.join(folder, 'package.json'));
  const fastify = (load('fastify') as (options: object) => Fastify)({ bodyLimit: 16 * 2 ** 20 });
  const session = await InferenceSession.create(file, { intraOpNumThreads: Number(threads) });
  fastify.post('/infer', async ({ body }) => ({
    outputs: toJsonTensors(await session.run(toFeeds(body.inputs))),
  }));
  await fastify.listen({ port: Number(port), host: '127.0.0.1' });
}

if (Number(processes) > 1 && cluster.isPrimary) {
  for (let each = 0; each < Number(processes); each++) cluster.fork();
} else await serve();
