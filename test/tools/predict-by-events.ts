/** The deployed `predict` in a container of our own, which gets its events from our Runtime API. */
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer, type AddressInfo, type Server } from 'node:net';
import path from 'node:path';
import { Invocation } from '../../layers/maas/instances/invocation.ts';
import { openSocketPlace } from '../../local/runtime-api/open-socket-place.ts';
import { RuntimeApi } from '../../local/runtime-api/runtime-api.ts';
import { startPredict, type RunningContainer } from './predict-container.ts';

/** Between the prelude of a streamed answer (status and headers) and its body. */
const DELIMITER = Buffer.alloc(8);
const LIMIT_MS = 60_000;

export interface StreamedAnswer {
  readonly prelude: string;
  readonly body: Buffer;
  /** In how many pieces it came. */
  readonly pieces: number;
}

export interface EventedPredict extends Pick<RunningContainer, 'peakMb'> {
  /** One after the other. @throws when the container ends */
  answer(event: object): Promise<StreamedAnswer>;
  end(): void;
}

/**
 * @param work the folder of the deployment
 * @param tmp a folder for /tmp
 */
export async function startByEvents(work: string, tmp?: string): Promise<EventedPredict> {
  let asked = Promise.withResolvers<undefined>();
  const api = new RuntimeApi({
    functionName: 'predict',
    onNext: () => {
      asked.resolve(undefined);
    },
    onInitError: (detail) => {
      asked.reject(new Error(detail));
    },
  });
  const folder = mkdtempSync(path.join(work, 'events-'));
  const socket = openSocketPlace(folder, 'runtime-api');
  await api.listen(socket.path);
  const relay = await relayTo(socket.path);
  const container = startPredict(work, {
    environment: {
      AWS_LAMBDA_RUNTIME_API: `127.0.0.1:${(relay.address() as AddressInfo).port}`,
      AWS_LAMBDA_LOG_GROUP_NAME: '/aws/lambda/predict',
      AWS_LAMBDA_LOG_STREAM_NAME: 'by-events',
    },
    ...(tmp === undefined ? {} : { tmp }),
    start: ['/lambda-entrypoint.sh'],
  });
  return {
    async answer(event) {
      await Promise.race([asked.promise, container.ended]);
      asked = Promise.withResolvers<undefined>();
      const invocation = new Invocation(JSON.stringify(event));
      api.send(invocation, Date.now() + LIMIT_MS);
      return Promise.race([readStream(invocation), container.ended]);
    },
    peakMb: () => container.peakMb(),
    end() {
      container.end();
      relay.close();
      api.close();
      socket.remove();
      rmSync(folder, { recursive: true });
    },
  };
}

async function readStream(invocation: Invocation): Promise<StreamedAnswer> {
  const answer = await invocation.answer;
  if (answer.mode !== 'stream') throw new Error(`It answered in the mode '${answer.mode}'.`);
  const pieces: Buffer[] = [];
  for await (const piece of answer.body) pieces.push(Buffer.from(piece));
  return { ...split(Buffer.concat(pieces)), pieces: pieces.length };
}

/** Tells the prelude of an answer and its body apart. */
export function split(answer: Buffer): Pick<StreamedAnswer, 'prelude' | 'body'> {
  const at = answer.indexOf(DELIMITER);
  return {
    prelude: answer.subarray(0, at).toString(),
    body: answer.subarray(at + DELIMITER.length),
  };
}

/** The image's own client knows hosts and ports alone. */
async function relayTo(socketPath: string): Promise<Server> {
  const relay = createServer((near) => {
    const far = connect(socketPath);
    near.pipe(far).pipe(near);
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      one.on('error', () => {
        other.destroy();
      });
    }
  });
  await once(relay.listen(0, '127.0.0.1'), 'listening');
  return relay;
}
