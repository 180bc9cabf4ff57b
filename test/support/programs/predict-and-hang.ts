/**
 * A process whose prediction does as it is told, under the real process that watches it: `program
 * note limitMs remainingMs what`.
 */
import { ProcessPredictionWatch } from '../../../layers/maas/adapters/watch/process-prediction-watch.ts';
import { systemClock } from '../../../layers/maas/adapters/system-clock.ts';

const [program = '', notePath = '', limitMs = '', remainingMs = '', what = ''] =
  process.argv.slice(2);
const watch = new ProcessPredictionWatch({
  program,
  notePath,
  limitMs: Number(limitMs),
  metricNamespace: 'Test',
  clock: systemClock,
});

/** With the model in memory before the call. */
const LOADED_AHEAD = 'hang in a model that was loaded ahead';

function hold(ms: number): void {
  const untilMs = performance.now() + ms;
  while (performance.now() < untilMs);
}

function begin(): void {
  watch.begin(Number(remainingMs));
  if (what !== LOADED_AHEAD) watch.load({ model: 'm', version: 2 });
}

begin();
await new Promise(setImmediate); // as a load awaits its files
hold(500); // the watcher starts meanwhile
if (what !== 'hang while loading') {
  watch.run(
    { model: 'm', version: 2 },
    what === 'has a longer limit of its own' ? 60_000 : undefined,
  );
}
// Where there is no such shell, that is known a turn of the event loop later.
if (what === LOADED_AHEAD) await new Promise(setImmediate);
if (what === 'goes on with many of them') {
  for (let call = 1; call <= 10; call++) {
    watch.end();
    begin();
    watch.run({ model: 'm', version: 2 });
    hold(100);
  }
}
if (what.startsWith('hang') || what === 'die') hold(what === 'die' ? 0 : 20_000);
if (what === 'die') process.kill(process.pid, 'SIGKILL');
hold(what === 'has a longer limit of its own' ? 800 : 0);
watch.end();
hold(1000); // nothing is under way: this may take as long as it will
process.stdout.write('ended well\n');
