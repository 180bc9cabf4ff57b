/**
 * The table of `architecture.mjs` as dependency-cruiser's rules, and no import cycle, of types
 * neither.
 */
import { findForbidden, PARTS } from './architecture.mjs';

/** @param {string} text */
const escape = (text) => text.replaceAll(/[.*+?^${}()|[\]\\/]/g, '\\$&');

/**
 * @param {string} name How dependency-cruiser may name a package or a Node module: by its folder,
 *   or bare.
 */
const packagePattern = (name) => `(^|/)${escape(name.replace('node:', ''))}(/|$)`;

const between = Object.entries(PARTS).map(([name, { path }]) => ({
  name: `${name}-imports-one-way`,
  severity: 'error',
  from: { path: `^${escape(path)}/` },
  to: { path: findForbidden(name).map((part) => `^${escape(part.path)}/`) },
}));

const outside = Object.entries(PARTS).flatMap(([name, { path, packages }]) =>
  packages === undefined
    ? []
    : [
        {
          name: `${name}-imports-few-packages`,
          severity: 'error',
          from: { path: `^${escape(path)}/` },
          to: {
            pathNot: [
              '^(layers|functions|local|client|cli|infra|scripts)/',
              ...packages.map(packagePattern),
            ],
          },
        },
      ],
);

export default {
  forbidden: [
    ...between,
    ...outside,
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'nothing-imports-tests',
      severity: 'error',
      from: { pathNot: '^test/' },
      to: { path: '^test/' },
    },
  ],
  options: {
    // Imports of types count.
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['node', 'import', 'require', 'types'],
    },
  },
};
