// Stands for a model that has taken over the process that tries it, and looks for what it may not know.
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import net from 'node:net';

const read = (file) => {
  try {
    return readFileSync(file, 'latin1');
  } catch (error) {
    return error.code;
  }
};

const connect = (port) =>
  new Promise((resolve) => {
    const socket = net.connect(port, '127.0.0.1');
    socket.on('connect', () => resolve('connected'));
    socket.on('error', ({ code }) => resolve(code));
  });

process.on('message', async ({ job }) => {
  const processes = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  const seen = {
    own: JSON.stringify(process.env),
    parent: read(`/proc/${process.ppid}/environ`),
    others: processes.map((id) => read(`/proc/${id}/environ`)).join('\n'),
    files: readdirSync('/proc/self/fd').flatMap((fd) => {
      try {
        return [readlinkSync(`/proc/self/fd/${fd}`)];
      } catch {
        return [];
      }
    }),
    runtimeApi: await connect(Number(job.entry)),
  };
  process.send({ kind: 'failed', message: JSON.stringify(seen) });
});
