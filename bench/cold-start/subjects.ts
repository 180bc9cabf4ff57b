import { writeFileSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../..');

/** A model, where it lies, and a call of it as the Open Inference Protocol has it. */
export interface BenchModel {
  readonly name: string;
  readonly file: string;
  readonly inputs: readonly {
    readonly name: string;
    readonly datatype: 'INT64' | 'FP32';
    readonly shape: readonly number[];
    readonly data: readonly number[];
  }[];
}

export interface Subject {
  readonly name: string;
  /** Folder and environment of a function, as its image has them. */
  readonly directory: string;
  readonly environment: Readonly<Record<string, string>>;
  /** True if it runs by itself, without Lambda's runtime client. */
  readonly isBare?: true;
}

/**
 * The function that any author would write: typed arrays of the JSON, a run, JSON of the outputs.
 */
const RUN = `
const TYPES = { INT64: ['int64', (data) => BigInt64Array.from(data, BigInt)],
  FP32: ['float32', (data) => Float32Array.from(data)] };
async function predict(session, inputs) {
  const feeds = Object.fromEntries(inputs.map(({ name, shape, datatype, data }) => {
    const [type, read] = TYPES[datatype];
    return [name, new ort.Tensor(type, read(data), shape)];
  }));
  const results = await session.run(feeds);
  return Object.entries(results).map(([name, { data, dims }]) =>
    ({ name, shape: dims, data: Array.from(data) }));
}
const options = { intraOpNumThreads: 1, interOpNumThreads: 1, logSeverityLevel: 4 };
`;

const ANSWER = `
exports.handler = async (event) => {
  const body = JSON.parse(Buffer.from(event.body, 'base64').toString());
  const answer = await predict(await loading, body.inputs);
  return { statusCode: 200, body: JSON.stringify(answer) };
};
`;

const BY_HAND = `const ort = require('onnxruntime-node');${RUN}
const loading = ort.InferenceSession.create(process.env.MODEL, options);${ANSWER}`;

const NAIVE = `const ort = require('onnxruntime-node');
const { S3Client, GetObjectCommand } = require('@aws-sdk/client-s3');${RUN}
async function load() {
  const { Body } = await new S3Client({ forcePathStyle: true }).send(
    new GetObjectCommand({ Bucket: process.env.BUCKET, Key: process.env.KEY }));
  return ort.InferenceSession.create(Buffer.from(await Body.transformToByteArray()), options);
}
const loading = load();${ANSWER}`;

const BARE = `const ort = require('onnxruntime-node');${RUN}
ort.InferenceSession.create(process.env.MODEL, options)
  .then((session) => predict(session, JSON.parse(process.env.INPUTS)))
  .then((answer) => { process.stdout.write(JSON.stringify(answer) + '\\n'); setInterval(() => {}, 1000); });`;

/** @param work an empty folder; @returns what is compared, ours first */
export function writeSubjects(
  work: string,
  { functions, bucket, key, model }: SubjectOptions,
): Subject[] {
  const write = (name: string, source: string): string => {
    const directory = path.join(work, name);
    writeFileSync(path.join(work, `${name}.js`), source);
    return directory;
  };
  const at = (name: string, source: string): { directory: string; handler: string } => {
    write(name, source);
    return { directory: work, handler: `${name}.handler` };
  };
  const hand = at('by-hand', BY_HAND);
  const naive = at('naive', NAIVE);
  write('bare', BARE);
  return [
    {
      name: 'ours',
      directory: path.join(functions, 'predict'),
      environment: {
        _HANDLER: 'start.handler',
        MAAS_BUCKET: bucket,
        MAAS_S3_PATH_STYLE: 'true',
        MAAS_DEFAULT_MODEL: model.name,
      },
    },
    {
      name: 'naive, SDK unbundled, buffer, from S3',
      directory: naive.directory,
      environment: { _HANDLER: naive.handler, BUCKET: bucket, KEY: key },
    },
    {
      name: 'Node by hand, model in the image',
      directory: hand.directory,
      environment: { _HANDLER: hand.handler, MODEL: model.file },
    },
    {
      name: 'floor: bare ONNX Runtime, local file',
      directory: work,
      environment: { MODEL: model.file, INPUTS: JSON.stringify(model.inputs) },
      isBare: true,
    },
  ];
}

export interface SubjectOptions {
  /** Folder of the built functions. */
  readonly functions: string;
  readonly bucket: string;
  /** The key of the model as it was uploaded. */
  readonly key: string;
  readonly model: BenchModel;
}

/** Everything that `require` names is found here. */
export const NODE_PATH = path.join(root, 'node_modules');
