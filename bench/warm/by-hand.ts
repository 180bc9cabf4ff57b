/**
 * Serves one model by `node:http` and ONNX Runtime in one process, as somebody would write it in an
 * hour. No validation, versions, metrics or limits. Prints its port. Arguments: the model, and its
 * input's name.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { InferenceSession, Tensor } from 'onnxruntime-node';

const [, , model = '', input = ''] = process.argv;
const session = await InferenceSession.create(model, { intraOpNumThreads: 1 });
const [output = ''] = session.outputNames.slice(-1);

/** A text, or rows of numbers. */
function toTensor(body: { text?: string; tensors?: Record<string, number[][]> }): Tensor {
  if (body.text !== undefined) return new Tensor('string', [body.text], [1, 1]);
  const rows = body.tensors?.[input] ?? [];
  return new Tensor('float32', rows.flat(), [rows.length, rows[0]?.length ?? 0]);
}

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const body = JSON.parse(Buffer.concat(chunks).toString()) as Parameters<typeof toTensor>[0];
    void session.run({ [input]: toTensor(body) }, [output]).then((results) => {
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify([...((results[output]?.data ?? []) as Float32Array)]));
    });
  });
});
server.listen(0, '127.0.0.1', () => {
  console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});
