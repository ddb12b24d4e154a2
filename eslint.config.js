import js from '@eslint/js';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import typescript from 'typescript-eslint';
import svelteConfig from './svelte.config.js';

export default typescript.config(
  {
    ignores: ['build/', '.svelte-kit/', 'data/', 'static/', 'src/ui/paraglide/', 'test-results/', 'playwright-report/']
  },
  js.configs.recommended,
  typescript.configs.strict,
  svelte.configs.recommended,
  {
    languageOptions: { globals: { ...globals.browser, ...globals.node } },
    rules: {
      // The compiler already knows every name.
      'no-undef': 'off',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      // Indexed access is checked by the compiler, so that "!" marks what a person has thought about.
      '@typescript-eslint/no-non-null-assertion': 'off',
      // Kit's App namespace is declared as its documentation says.
      '@typescript-eslint/no-namespace': ['error', { allowDeclarations: true }],
      // Links within the app are plain paths; it is always served from the root.
      'svelte/no-navigation-without-resolve': 'off',
      // A map or an address that lives within one calculation is nobody's state.
      'svelte/prefer-svelte-reactivity': 'off',
      'no-restricted-exports': ['error', { restrictDefaultExports: { direct: true, named: true } }],
      eqeqeq: 'error'
    }
  },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: typescript.parser, extraFileExtensions: ['.svelte'], svelteConfig } }
  },
  // With types: a promise that nobody waits for is an error that nobody sees.
  {
    files: ['src/**/*.ts', 'tests/**/*.ts'],
    // Kit keeps a service worker out of the project: its globals are others.
    ignores: ['src/tracker/**', '**/service-worker.ts'],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/only-throw-error': [
        'error',
        { allow: [{ from: 'package', name: 'Redirect', package: '@sveltejs/kit' }] }
      ]
    }
  },
  // Every byte of the tracker travels to every visitor.
  { files: ['src/tracker/**'], rules: { eqeqeq: 'off', '@typescript-eslint/no-dynamic-delete': 'off' } },
  { files: ['tests/architecture.cjs'], languageOptions: { sourceType: 'commonjs' } },
  // Configuration files are read by tools that want a default; so does a global set-up of Vitest and Playwright.
  {
    files: ['*.config.{js,ts}', 'tests/template.ts', 'tests/browser/server.ts'],
    rules: { 'no-restricted-exports': 'off' }
  }
);
