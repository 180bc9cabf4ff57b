import { once } from 'node:events';
import { connect, createServer, type AddressInfo } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { Transform } from 'node:stream';

/**
 * A way to a server on this machine that is some milliseconds longer: requests, each of which is one
 * piece, arrive that much later. Answers are not held.
 * @returns where to ask, and what ends it
 */
export async function startLateStore(
  address: string,
  lateMs: number,
): Promise<{ readonly url: string; readonly close: () => void }> {
  const { hostname, port } = new URL(address);
  const server = createServer((caller) => {
    const store = connect({ host: hostname, port: Number(port), noDelay: true });
    const late = new Transform({
      transform(piece: Buffer, _encoding, done) {
        void setTimeout(lateMs).then(() => {
          done(null, piece);
        });
      },
    });
    caller.setNoDelay(true).pipe(late).pipe(store).pipe(caller);
    for (const end of [caller, store]) {
      end.on('error', () => {
        caller.destroy();
        store.destroy();
      });
    }
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port: own } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${own}`, close: () => server.close() };
}
