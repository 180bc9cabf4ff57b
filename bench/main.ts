/** Every bench, one after the other, or the one that is named: npm run bench -- warm */
interface Bench {
  readonly run: () => Promise<unknown>;
  /** Variables of the environment without which it is left out. @default - none */
  readonly needs?: readonly string[];
}

const BENCHES: Readonly<Record<string, Bench>> = {
  codecs: { run: () => import('./codecs.ts') },
  tokenizer: { run: () => import('./tokenizer.ts') },
  create: { run: () => import('./create.ts') },
  restart: { run: () => import('./restart.ts') },
  warm: { run: () => import('./warm.ts') },
  shadow: { run: () => import('./shadow.ts') },
  watching: { run: () => import('./watching.ts') },
  'load-by-size': { run: () => import('./load-by-size.ts') },
  registry: { run: () => import('./registry.ts') },
  churn: { run: () => import('./churn.ts') },
  cost: { run: () => import('./cost.ts'), needs: ['MAAS_FIXTURES'] },
  'one-machine': { run: () => import('./one-machine.ts'), needs: ['MAAS_FIXTURES'] },
  earlier: {
    run: () => import('./earlier.ts'),
    needs: ['EARLIER', 'RADOSGW_URL', 'MAAS_FIXTURES'],
  },
  'cold-start': { run: () => import('./cold-start.ts'), needs: ['RADOSGW_URL', 'MAAS_FIXTURES'] },
};

const [, , only = ''] = process.argv;
const named = BENCHES[only];
if (named) await named.run();
else {
  for (const [name, { run, needs = [] }] of Object.entries(BENCHES)) {
    if (needs.every((variable) => process.env[variable] !== undefined)) await run();
    else console.log(`${name} is left out: it needs ${needs.join(' and ')} (bench/${name}.ts).`);
  }
}
