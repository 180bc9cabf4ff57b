import { setFlagsFromString } from 'node:v8';

/**
 * To be imported before anything else. Node's own modules come compiled for V8's default flags, and
 * AWS's bootstrap starts Node with `--expose-gc`, so that each of them would be compiled anew: 9 ms
 * of predict's start, and 20 of its thread's. What the flag does, it has done by now.
 */
setFlagsFromString('--no-expose-gc');
