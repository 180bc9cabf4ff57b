/**
 * What the compiler does not see: purity of `core`, and the
 * habits of CONTRIBUTING.md.
 */
import js from '@eslint/js';
import { createTypeScriptImportResolver } from 'eslint-import-resolver-typescript';
import { importX } from 'eslint-plugin-import-x';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

const ERASABLE = {
  selector: 'TSEnumDeclaration, TSModuleDeclaration, TSParameterProperty',
  message: 'Node strips types: only what can be erased.',
};

/**
 * The time of day is set by people and protocols: what is measured or waited for takes the clock
 * that nobody sets.
 */
const READINGS = [
  'callee.property.name="nowMs"',
  'name="nowMs"',
  'property.name="nowMs"',
  'callee.object.name="Date"',
];
const DURATIONS = ['left', 'right']
  .flatMap((side) => [
    ...READINGS.map((reading) => `BinaryExpression[operator="-"][${side}.${reading}]`),
    `BinaryExpression[operator=/^[<>]=?$/][${side}.callee.object.name="Date"]`,
  ])
  .map((selector) => ({
    selector,
    message:
      'Measure durations by monotonicMs() or performance.now(); an age that another process ' +
      'dated says so in a comment.',
  }));

export default defineConfig(
  globalIgnores([
    'dist/',
    'cdk.out/',
    'coverage/',
    '.maas/',
    '.ci-work/',
    'examples/',
    '**/generated/',
    '**/*_pb.{js,ts}',
  ]),
  js.configs.recommended,
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    files: ['**/*.ts'],
    extends: [
      tseslint.configs.strictTypeChecked,
      tseslint.configs.stylisticTypeChecked,
      importX.flatConfigs.typescript,
    ],
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    settings: { 'import-x/resolver-next': [createTypeScriptImportResolver()] },
    plugins: { 'import-x': importX },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/explicit-module-boundary-types': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      // A number in a sentence reads as it should.
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      // A CDK construct is made for what its constructor does.
      'no-new': 'off',
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true },
      ],
      'import-x/extensions': ['error', 'ignorePackages'],
      'import-x/no-default-export': 'error',
      'import-x/no-self-import': 'error',
      'no-restricted-imports': [
        'error',
        {
          name: 'zod',
          message: 'Its classes stay whole in a bundle; zod/mini is as much as is used of it.',
        },
      ],
      eqeqeq: 'error',
      // Braces where Prettier breaks the line.
      curly: ['error', 'multi-line'],
      'max-lines': ['error', { max: 300 }],
      // Prettier breaks code at 100; what it cannot break (data, patterns, addresses) ends here.
      'max-len': [
        'error',
        {
          code: 120,
          ignoreUrls: true,
          ignoreRegExpLiterals: true,
          ignorePattern: '^\\s*// eslint-',
        },
      ],
      'no-restricted-syntax': ['error', ERASABLE],
    },
  },
  {
    files: ['layers/**/*.ts', 'functions/**/*.ts', 'local/**/*.ts', 'cli/**/*.ts'],
    rules: { 'no-restricted-syntax': ['error', ERASABLE, ...DURATIONS] },
  },
  {
    files: ['{layers,functions,local,cli,infra,scripts,bench}/**/*.ts'],
    rules: {
      'max-lines-per-function': ['error', { max: 60, skipComments: true, skipBlankLines: true }],
    },
  },
  {
    files: ['layers/maas/contract/**/*.ts', 'layers/maas/core/**/*.ts'],
    rules: {
      'no-restricted-globals': [
        'error',
        ...['process', 'console', 'performance', 'fetch', 'require', 'setInterval'].map((name) => ({
          name,
          message: 'core is pure: it comes in through core/ports/.',
        })),
      ],
      'no-restricted-properties': [
        'error',
        { object: 'Date', property: 'now', message: 'Take a Clock.' },
        { object: 'Math', property: 'random', message: 'Take randomness as an argument.' },
        { object: 'crypto', property: 'randomUUID', message: 'Take randomness as an argument.' },
      ],
      'no-restricted-syntax': [
        'error',
        ERASABLE,
        ...DURATIONS,
        {
          selector: 'NewExpression[callee.name="Date"][arguments.length=0]',
          message: 'Take a Clock.',
        },
        { selector: 'ImportExpression', message: 'core loads nothing at run time.' },
      ],
    },
  },
  {
    files: ['test/**/*.ts'],
    rules: {
      'max-lines': ['error', { max: 600 }],
      // Bodies, programs and titles are data.
      'max-len': [
        'error',
        {
          code: 120,
          ignoreUrls: true,
          ignoreRegExpLiterals: true,
          ignoreStrings: true,
          ignoreTemplateLiterals: true,
        },
      ],
      // What a test reads from JSON it asserts right away.
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      // Fakes are async because their ports are.
      '@typescript-eslint/require-await': 'off',
    },
  },
  {
    files: ['**/*.{mjs,cjs,js}'],
    languageOptions: {
      globals: {
        process: 'readonly',
        console: 'readonly',
        setInterval: 'readonly',
        clearInterval: 'readonly',
        globalThis: 'readonly',
        URL: 'readonly',
        Buffer: 'readonly',
      },
    },
  },
  {
    files: ['**/*.cjs'],
    languageOptions: {
      sourceType: 'commonjs',
      globals: { require: 'readonly', module: 'writable', __dirname: 'readonly' },
    },
  },
);
