/**
 * A Lambda Web Function, which may host predict: AWS gives each of its environments the same, and no
 * prop changes it.
 * https://docs.aws.amazon.com/lambda/latest/dg/web-functions.html
 */
export const WEB_FUNCTION = {
  memoryMb: 2048,
  vCpus: 2,
  /** Megabytes of `/tmp`. */
  storageMb: 512,
  /** Megabytes of the package, unzipped. */
  packageMb: 250,
  /** The most requests that an environment gets at once, and as many as it gets by default. */
  mostRequests: 128,
  requests: 64,
} as const;

/** Megabytes of what listens: itself, and the bodies of the requests that wait. */
export const LISTENER_MB = 256;

/** Megabytes of each process that runs predict: one for each processor. */
export const WEB_INSTANCE_MB = (WEB_FUNCTION.memoryMb - LISTENER_MB) / WEB_FUNCTION.vCpus;

/** The two ways in: who comes by the one has AWS credentials, by the other a key of the API's. */
export const WEB_ENDPOINTS = { signed: 'signed', gateway: 'gateway' } as const;

/** Headers that API Gateway puts on what it passes on. What a client sends by these names is lost. */
export const ORIGIN_HEADERS = {
  /** The secret that proves where a request comes from. */
  key: 'x-maas-origin-key',
  requestId: 'x-maas-request-id',
  /** One of `CALLER_KINDS`. */
  callerKind: 'x-maas-caller-kind',
  caller: 'x-maas-caller',
} as const;

/** The API knows callers by one of these. */
export const CALLER_KINDS = ['apiKeyId', 'arn', 'subject'] as const;
export type CallerKind = (typeof CALLER_KINDS)[number];

/** Headers that Lambda puts on what reaches a web function, and takes off what a client sends. */
export const WEB_HEADERS = {
  endpoint: 'lambda-web-endpoint-name',
  requestId: 'lambda-web-request-id',
} as const;
