import { PLACES } from '../places/places.ts';
import type { Invocation } from '../../layers/maas/instances/invocation.ts';
import { openSocketPlace, type SocketPlace } from './open-socket-place.ts';
import { RuntimeApi } from './runtime-api.ts';
import type {
  InstanceLink,
  LinkedProgram,
  LinkOptions,
} from '../../layers/maas/instances/instance-link.ts';

/** As Lambda does it: the official runtime client asks for each event over HTTP. */
export class LambdaLink implements InstanceLink {
  readonly takesAhead = false;
  readonly #options: LinkOptions;
  readonly #api: RuntimeApi;
  #socket: SocketPlace | undefined;

  constructor(options: LinkOptions) {
    const { functionName, onNext, onFault } = options;
    this.#options = options;
    this.#api = new RuntimeApi({ functionName, onNext, onInitError: onFault });
  }

  async open(): Promise<LinkedProgram> {
    const { functionName, directory, socketDirectory, instanceId } = this.#options;
    this.#socket = openSocketPlace(socketDirectory, instanceId);
    await this.#api.listen(this.#socket.path);
    return {
      args: ['--require', PLACES.rapidClient, PLACES.runtimeClient, functionName],
      environment: {
        // The runtime client wants an address; `rapid-client.cjs` leads all of it through the socket.
        AWS_LAMBDA_RUNTIME_API: 'runtime.invalid:1',
        MAAS_RUNTIME_SOCKET: this.#socket.path,
        LAMBDA_TASK_ROOT: directory,
      },
      hasChannel: false,
    };
  }

  attach(): void {
    // it comes by itself
  }

  send(invocation: Invocation, remainingMs: number): void {
    this.#api.send(invocation, Math.floor(Date.now() + remainingMs));
  }

  takeBack(): readonly Invocation[] {
    return [];
  }

  close(): void {
    this.#api.close();
    this.#socket?.remove();
  }
}
