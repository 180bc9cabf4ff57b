import path from 'node:path';
import { toStreamingHandler } from '../../layers/maas/hosts/lambda.ts';
import { servePredict } from './operations/serve-predict.ts';

/** Beside this file, whether bundled or not. */
const program = path.join(import.meta.dirname, `watchdog${path.extname(import.meta.filename)}`);

export const handler = toStreamingHandler(servePredict(program));
