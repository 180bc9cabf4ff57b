/**
 * Reads one object with what the environment says, in a process of its own: `node read-object.ts
 * BUCKET KEY`. Prints the object, or why not.
 */
import { S3ObjectReader } from '../../layers/maas/adapters/s3/s3-object-reader.ts';
import { systemClock } from '../../layers/maas/adapters/system-clock.ts';

const [bucket = '', key = ''] = process.argv.slice(2);
try {
  const object = await new S3ObjectReader({ bucket, pathStyle: true, clock: systemClock }).get(key);
  console.log(
    object === undefined || object === 'unchanged'
      ? 'absent'
      : Buffer.from(object.bytes).toString(),
  );
} catch (error) {
  console.log(String((error as NodeJS.ErrnoException).code));
}
process.exit(); // the connection is kept for the next request, which does not come
