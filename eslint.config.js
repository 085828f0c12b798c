// Lint rules. The import direction of docs/architecture.md is enforced here and by the project references.
import js from '@eslint/js';
import tseslint from 'typescript-eslint';

/** What core may never import: it runs in a browser and knows nobody. */
const outside = [
  '**/appliance/**',
  '**/kiosk/**',
  // What both sides of a kiosk share.
  '!**/core/kiosk/**',
  '**/provisioning/**',
  '**/test/**',
  'node:*',
  'express',
  'better-sqlite3',
  'node-hid',
];
const pure = 'core is pure: pass the time and the randomness in';
const forbid = (...group) => [
  'error',
  { patterns: [{ group, message: 'against the import direction of docs/architecture.md' }] },
];

export default tseslint.config(
  { ignores: ['node_modules', 'dist', 'coverage', 'test/vectors'] },
  js.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-confusing-void-expression': [
        'error',
        { ignoreArrowShorthand: true, ignoreVoidReturningFunctions: true },
      ],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', ignoreRestSiblings: true }],
      'no-console': 'error',
      'no-restricted-syntax': [
        'error',
        { selector: 'ExportDefaultDeclaration', message: 'no default exports' },
      ],
    },
  },
  {
    files: ['core/**/*.ts'],
    rules: {
      'no-restricted-imports': forbid(...outside),
      'no-restricted-properties': [
        'error',
        { object: 'Math', property: 'random', message: pure },
        { object: 'Date', property: 'now', message: pure },
        { object: 'process', property: 'env', message: pure },
      ],
    },
  },
  {
    files: ['core/{seats,dossier,sealing}/**/*.ts'],
    rules: { 'no-restricted-imports': forbid(...outside, '**/belenios/**', '**/group/**') },
  },
  {
    files: ['core/bytes/**/*.ts'],
    rules: { 'no-restricted-imports': forbid(...outside, '**/belenios/**', '**/group/**') },
  },
  { files: ['core/group/**/*.ts'], rules: { 'no-restricted-imports': forbid(...outside, '**/belenios/**') } },
  {
    files: ['kiosk/**/*.ts', 'provisioning/**/*.ts'],
    rules: { 'no-restricted-imports': forbid('**/appliance/**', '**/test/**', 'node-hid') },
  },
  {
    files: ['kiosk/station/hid.ts'],
    rules: { 'no-restricted-imports': forbid('**/appliance/**', '**/test/**') },
  },
  {
    // The terminal carries its own booth, from the same sources: the voter's side, which knows core alone.
    files: ['kiosk/page/**/*.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              regex: '/appliance/(?!booth/)|/test/|^node:|node-hid',
              message: 'a kiosk’s page takes the booth of appliance/booth, and nothing else of the appliance',
            },
          ],
        },
      ],
    },
  },
  {
    files: ['appliance/**/*.ts'],
    rules: {
      'no-restricted-imports': forbid(
        '**/kiosk/**',
        '!**/core/kiosk/**',
        '**/provisioning/**',
        '**/test/**',
        'node-hid',
      ),
    },
  },
  { files: ['appliance/cli/**/*.ts'], rules: { 'no-console': 'off' } },
  { files: ['vitest.config.ts'], rules: { 'no-restricted-syntax': 'off' } },
  {
    files: ['**/*.cjs'],
    languageOptions: {
      sourceType: 'commonjs',
      globals: { process: 'readonly', require: 'readonly', module: 'writable', __dirname: 'readonly' },
    },
  },
  {
    files: ['**/*.{js,mjs}'],
    languageOptions: {
      globals: { process: 'readonly', console: 'readonly', URL: 'readonly', Buffer: 'readonly' },
    },
  },
);
