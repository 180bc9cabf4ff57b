/** In the place of the probe: tells what of the parent's environment it got. */
process.on('message', () =>
  process.send({ kind: 'failed', message: Object.keys(process.env).sort().join(' ') }),
);
