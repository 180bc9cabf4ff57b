/**
 * Preloaded into every function instance: stands in for the native part of aws-lambda-ric
 * (`rapid-client.node`), which wants a compiler. The same four calls over the same HTTP; everything
 * else is the official client's own code, unchanged. All of it goes through a Unix socket in a
 * folder of this user's own: who else is on this machine, or in a browser, cannot connect.
 */
const http = require('node:http');
const Module = require('node:module');

const socketPath = process.env.MAAS_RUNTIME_SOCKET;
const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
const BASE = '/2018-06-01/runtime/invocation/';

/**
 * The runtime client does not wait for what it posts; the next event is asked for after that has
 * arrived.
 */
let lastPost = Promise.resolve();

function post(path, body, headers) {
  lastPost = lastPost.then(
    () =>
      new Promise((resolve, reject) => {
        const options = {
          socketPath,
          agent,
          method: 'POST',
          path: BASE + path,
          headers: {
            'content-type': 'application/json',
            'content-length': Buffer.byteLength(body),
            ...headers,
          },
        };
        http
          .request(options, (response) => response.resume().on('end', resolve))
          .on('error', reject)
          .end(body);
      }),
  );
}

function getNext() {
  return new Promise((resolve, reject) => {
    http
      .get({ socketPath, agent, path: `${BASE}next` }, (response) => {
        const chunks = [];
        response
          .on('data', (chunk) => chunks.push(chunk))
          .on('end', () =>
            resolve({ bodyJson: Buffer.concat(chunks).toString(), headers: response.headers }),
          )
          .on('error', reject);
      })
      .on('error', reject);
  });
}

let isFirst = true;

const client = {
  initializeClient() {},
  async next() {
    await lastPost;
    const event = getNext();
    if (isFirst) Module.flushCompileCache?.(); // an instance is killed, never ended: nothing is written at its end
    isFirst = false;
    return event.catch(() => process.exit(1)); // whoever hosts this instance is gone
  },
  done: (id, body) => post(`${id}/response`, body),
  error: (id, body) =>
    post(`${id}/error`, body, {
      'lambda-runtime-function-error-type': JSON.parse(body).errorType ?? 'Unhandled',
    }),
};

/** What the official client gets as `node:http`: it knows hosts and ports alone. */
const runtimeHttp = {
  Agent: http.Agent,
  request(options, onResponse) {
    const path = { ...options, hostname: undefined, port: undefined, socketPath };
    const request = http.request(path, onResponse);
    // The Runtime API says so (102) when nobody reads the answer any more. To destroy the request
    // would end the process, as the client handles no error of it.
    return request.on('information', () => request.emit('close'));
  },
};

const RUNTIME_CLIENT = /[\\/]aws-lambda-ric[\\/]index\.mjs$/;
const load = Module._load;
Module._load = (name, parent, ...rest) => {
  if (name.endsWith('rapid-client.node')) return client;
  if (name === 'node:http' && RUNTIME_CLIENT.test(parent?.filename)) return runtimeHttp;
  return load(name, parent, ...rest);
};
