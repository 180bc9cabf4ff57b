import type { Socket } from 'node:dgram';
import type { EndedPrediction } from '../../core/monitoring/observe-prediction.ts';
import type { Clock, Stopwatch } from '../../core/ports/clock.ts';
import type { Randomness } from '../../core/ports/randomness.ts';
import type { DaemonAddress } from './daemon-address.ts';
import { toSubsegment } from './subsegment.ts';
import { parseTraceHeader } from './trace-header.ts';

export interface XRayTracerOptions {
  /** The address of X-Ray's daemon, which Lambda has beside the function. */
  readonly daemon: DaemonAddress;
  /** The header of the call that is made now. */
  readonly findHeader: () => string | undefined;
  readonly clock: Clock & Stopwatch;
  readonly randomness: Pick<Randomness, 'newHex'>;
}

/** Stands before each document. */
const PREFIX = '{"format": "json", "version": 1}\n';
const ID_BYTES = 8;

/**
 * Sends a subsegment document for each sampled prediction: one datagram to the daemon, which nobody
 * waits for. Calls that are not sampled cost the look at a header, and load nothing.
 */
export class XRayTracer {
  readonly #options: XRayTracerOptions;
  #socket: Promise<Socket | undefined> | undefined;

  constructor(options: XRayTracerOptions) {
    this.#options = options;
  }

  /** As `PredictionTracer` has it. */
  begin(): ((prediction: EndedPrediction) => void) | undefined {
    const trace = parseTraceHeader(this.#options.findHeader());
    if (!trace) return undefined;
    this.#socket ??= openSocket(this.#options.daemon);
    return (prediction) => {
      const { clock, randomness } = this.#options;
      // eslint-disable-next-line no-restricted-syntax -- X-Ray's times are dates
      const epochMs = clock.nowMs() - clock.monotonicMs();
      const newId = (): string => randomness.newHex(ID_BYTES);
      void this.#send(JSON.stringify(toSubsegment(prediction, { trace, epochMs, newId })));
    };
  }

  /** A trace that is lost is no prediction that fails. */
  async #send(document: string): Promise<void> {
    const { host, port } = this.#options.daemon;
    const socket = await this.#socket;
    socket?.send(PREFIX + document, port, host, () => undefined);
  }
}

/** `node:dgram` is loaded with the first sampled call. */
async function openSocket({ host }: DaemonAddress): Promise<Socket | undefined> {
  try {
    const { createSocket } = await import('node:dgram');
    const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4');
    socket.on('error', () => undefined);
    return socket.unref();
  } catch {
    return undefined;
  }
}
