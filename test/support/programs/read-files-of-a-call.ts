/**
 * Starts `predict` as an image does, calls one model, and prints which of its files were read for the
 * answer. Arguments: its `handler.js`, the model's name among those of `called-models.ts`.
 */
import path from 'node:path';
import { rehearsePredict, type Handler } from '../../../functions/rehearse-predict.ts';
import { KeptProgram } from '../../../layers/maas/hosts/kept-program.ts';
import { CALLED_MODELS } from '../called-models.ts';

const [, , file = '', model = ''] = process.argv;

Object.assign(globalThis, {
  awslambda: {
    streamifyResponse: (handler: unknown) => handler,
    HttpResponseStream: { from: (stream: unknown) => stream },
  },
});
// Predict's own lines about the call are no part of the answer.
const print = process.stdout.write.bind(process.stdout);
process.stdout.write = () => true;
const program = new KeptProgram(file);
await rehearsePredict(
  () => (program.run() as { readonly handler: Handler }).handler,
  [CALLED_MODELS[model as keyof typeof CALLED_MODELS]],
);
const files = program.files.map((each) => path.relative(path.dirname(file), each));
print(JSON.stringify(files), () => process.exit());
