import { createRequire } from 'node:module';
import path from 'node:path';
import { runProcess } from '../../../layers/maas/hosts/run-process.ts';

/** The function of a few lines that lies beside this program: its event is the body's JSON. */
const { handler } = createRequire(import.meta.filename)(
  path.join(import.meta.dirname, 'handler.js'),
) as { readonly handler: (event: unknown) => Promise<unknown> };

runProcess(async ({ body }) => ({
  status: 200,
  body: JSON.stringify(await handler(JSON.parse(Buffer.from(body).toString()))),
}));
