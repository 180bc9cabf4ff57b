import path from 'node:path';
import { toStreamingHandler } from '../../layers/maas/hosts/lambda.ts';
import { servePredict } from './operations/serve-predict.ts';

/** Beside this file, whether bundled or not. */
const program = path.join(import.meta.dirname, `watchdog${path.extname(import.meta.filename)}`);
const { serve, preloaded } = servePredict({ program });

export const handler = toStreamingHandler(serve);
/** Settles before `preloaded.mjs` lets the first request in. */
export { preloaded };
