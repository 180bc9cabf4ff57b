/** Every bench, one after the other, or the one that is named: npm run bench -- warm */
const [, , only] = process.argv;

if (only === 'warm') await import('./warm.ts');
else if (only === 'shadow') await import('./shadow.ts');
else if (only === 'watching') await import('./watching.ts');
else if (only === 'one-machine') await import('./one-machine.ts');
else {
  await import('./codecs.ts');
  await import('./tokenizer.ts');
  await import('./warm.ts');
  await import('./shadow.ts');
  await import('./watching.ts');
  const { RADOSGW_URL, MAAS_FIXTURES } = process.env;
  if (MAAS_FIXTURES === undefined) {
    console.log('Peers are left out: they need MAAS_FIXTURES (bench/one-machine.ts).');
  } else await import('./one-machine.ts');
  if (RADOSGW_URL === undefined || MAAS_FIXTURES === undefined) {
    console.log(
      'Cold starts are left out: they need RADOSGW_URL and MAAS_FIXTURES (bench/cold-start.ts).',
    );
  } else await import('./cold-start.ts');
}
