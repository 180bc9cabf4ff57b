import path from 'node:path';
import { LineQueue } from '../../layers/maas/hosts/line-queue.ts';
import { runProcess } from '../../layers/maas/hosts/run-process.ts';
import { servePredict } from './operations/serve-predict.ts';

/** Beside this file, whether bundled or not. */
const program = path.join(import.meta.dirname, `watchdog${path.extname(import.meta.filename)}`);

const lines = new LineQueue();
const { serve, preloaded } = servePredict({ program, writeLine: lines.write });
void preloaded.then(() => {
  runProcess(serve, lines);
});
