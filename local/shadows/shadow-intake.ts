import { rmSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import type { Logger } from '../../layers/maas/core/ports/logger.ts';
import type { MetricSink } from '../../layers/maas/core/ports/metrics.ts';
import { PredictionEndedError } from '../../layers/maas/instances/instance-end.ts';
import { readLines } from '../../layers/maas/instances/read-lines.ts';

export interface ShadowIntakeOptions {
  /** Runs one copy. @throws MaasError OVER_CAPACITY where too many wait, and as `Pool.invoke` */
  readonly run: (model: string, event: string) => Promise<unknown>;
  readonly metrics: MetricSink;
  readonly logger: Logger;
}

export interface ShadowIntake {
  close(): void;
}

/** As `SocketShadowSender` writes it: model, version and the copy. */
const LINE = /^(\S+) (\d+) (\{.*)$/s;

/**
 * Takes what `predict` writes to the socket of shadows: Lambda's queue of events in its place. It
 * answers nothing, and hangs up on whoever writes what is no copy.
 */
export async function openShadowIntake(
  path: string,
  { run, metrics, logger }: ShadowIntakeOptions,
): Promise<ShadowIntake> {
  rmSync(path, { force: true }); // of a process that was killed
  const sockets = new Set<Socket>();
  const take = (line: string, from: Socket): void => {
    const [, model, version, event] = LINE.exec(line) ?? [];
    if (model === undefined || version === undefined || event === undefined) {
      from.destroy();
      return;
    }
    run(model, event).catch((error: unknown) => {
      logger.warn('A shadow did not answer a copy of a call.', { model, version, error });
      if (error instanceof PredictionEndedError) return; // whoever saw its end has counted it
      metrics.record({
        values: { ShadowSkipped: 1 },
        dimensions: { Model: model, Version: version },
      });
    });
  };
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined).once('close', () => sockets.delete(socket));
    readLines(socket, (line) => {
      take(line, socket);
    });
  });
  const { promise, resolve, reject } = Promise.withResolvers<undefined>();
  server.once('error', reject).listen(path, () => {
    resolve(undefined);
  });
  await promise;
  return {
    close() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
