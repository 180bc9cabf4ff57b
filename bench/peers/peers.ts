import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { installNode, installPython, readRuntimeVersion } from './install.ts';

/** How a server of one model is started, and where it answers. */
export interface Program {
  readonly command: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  /** Path of its calls. */
  readonly path: string;
}

export interface StartPlace {
  readonly file: string;
  readonly port: number;
  /** Ports for what else it listens for, whether it is asked there or not. */
  readonly spare: readonly [number, number];
  /** An empty folder. */
  readonly folder: string;
}

export interface Peer {
  readonly name: string;
  /** Its packages, pinned; made where it is started first. @throws AbsentError */
  readonly install: () => Promise<string>;
  /** @param installed what `install` returned */
  readonly plan: (installed: string, place: StartPlace) => Program;
}

/** As many processes as there are processors here, or threads of a run in one. */
const SHARES = 2;
const PROTOCOL_PATH = '/v2/models/model/infer';

const fastify = (name: string, processes: number): Peer => ({
  name,
  install: () => installNode('fastify', ['fastify@5.12.8']),
  plan: (folder, { file, port }) => ({
    command: [
      process.execPath,
      path.join(import.meta.dirname, 'fastify-by-hand.ts'),
      ...[folder, file, String(port), String(processes), String(SHARES / processes)],
    ],
    path: '/infer',
  }),
});

interface PythonPeer {
  readonly name: string;
  readonly packages: readonly string[];
  /** Processes that run the model, each with its share of the threads. */
  readonly processes: number;
  readonly path: string;
  /** A program of the environment, and its arguments. */
  readonly command: (place: StartPlace, processes: string) => readonly string[];
  readonly environment?: (place: StartPlace, processes: string) => Record<string, string>;
}

const python = (peer: PythonPeer): Peer => {
  const { name, packages, processes, command, environment } = peer;
  return {
    name,
    install: () =>
      installPython((packages[0] ?? '').split('=')[0] ?? '', [
        ...packages,
        `onnxruntime==${readRuntimeVersion()}`,
      ]),
    plan(programs, place) {
      const [program = '', ...args] = command(place, String(processes));
      return {
        command: [path.join(programs, program), ...args],
        environment: {
          PYTHONPATH: path.join(import.meta.dirname, 'python'),
          PYTHONDONTWRITEBYTECODE: '',
          MODEL_FILE: place.file,
          MODEL_THREADS: String(SHARES / processes),
          ...environment?.(place, String(processes)),
        },
        path: peer.path,
      };
    },
  };
};

const fastApi = (name: string, processes: number): Peer =>
  python({
    name,
    packages: [
      ...['fastapi==0.165.0', 'uvicorn==0.54.0', 'uvloop==0.23.0', 'httptools==0.9.0'],
      ...['orjson==3.13.0', 'numpy==2.4.6'],
    ],
    processes,
    path: '/infer',
    command: ({ port }, workers) => [
      ...['python', '-m', 'uvicorn', 'fastapi_server:app', '--port', String(port)],
      ...['--workers', workers, '--log-level', 'warning', '--no-access-log'],
    ],
  });

/** Each in the form in which it is fastest here, on the same ONNX Runtime. */
export const PEERS: readonly Peer[] = [
  fastify('fastify by hand', 1),
  fastify('fastify ×2', 2),
  fastApi('FastAPI', 1),
  fastApi('FastAPI ×2', 2),
  python({
    name: 'MLServer',
    packages: ['mlserver==1.7.1', 'numpy==2.4.6'],
    processes: 1,
    path: PROTOCOL_PATH,
    command: ({ folder }) => {
      mkdirSync(folder, { recursive: true });
      return ['mlserver', 'start', folder];
    },
    environment: ({ port, spare: [grpc, metrics] }) => ({
      MLSERVER_PARALLEL_WORKERS: '0',
      MLSERVER_HTTP_PORT: String(port),
      MLSERVER_GRPC_PORT: String(grpc),
      MLSERVER_METRICS_PORT: String(metrics),
      MLSERVER_MODEL_NAME: 'model',
      MLSERVER_MODEL_IMPLEMENTATION: 'mlserver_runtime.OnnxRuntime',
    }),
  }),
  python({
    name: 'KServe ×2',
    packages: ['kserve==0.21.0', 'numpy==2.4.6'],
    processes: 2,
    path: PROTOCOL_PATH,
    command: ({ port }, workers) => [
      ...['python', '-m', 'kserve_server', '--http_port', String(port), '--workers', workers],
    ],
  }),
  python({
    name: 'LitServe ×2',
    packages: ['litserve==0.2.19', 'numpy==2.4.6'],
    processes: 2,
    path: '/infer',
    command: ({ port }, workers) => ['python', '-m', 'litserve_server', String(port), workers],
  }),
  python({
    name: 'BentoML ×2',
    packages: ['bentoml==1.4.40', 'numpy==2.4.6'],
    processes: 2,
    path: '/infer',
    command: ({ port }) => [
      ...['bentoml', 'serve', 'bentoml_service:Served', '--host', '127.0.0.1'],
      ...['--port', String(port)],
    ],
    environment: (_, workers) => ({ WORKERS: workers }),
  }),
  python({
    name: 'Triton (PyPI), batching',
    packages: ['nvidia-pytriton==0.7.0'],
    processes: 1,
    path: PROTOCOL_PATH,
    command: ({ port }) => ['python', '-m', 'triton_server', String(port)],
  }),
];
