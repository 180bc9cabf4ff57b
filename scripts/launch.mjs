/** `node scripts/launch.mjs SCRIPT [ARGUMENT …]`: what every script of package.json begins with. */
import { runScript } from './run-script.mjs';

const [script = '', ...args] = process.argv.slice(2);
await runScript(script, args);
