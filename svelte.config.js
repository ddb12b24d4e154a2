import adapter from '@sveltejs/adapter-node';
import { vitePreprocess } from '@sveltejs/vite-plugin-svelte';

/** @type {import('@sveltejs/kit').Config} */
export default {
  preprocess: vitePreprocess(),
  kit: {
    adapter: adapter({ precompress: true }),
    // Public doors check site keys and origins themselves; forms keep Kit's own check in hooks.server.ts.
    csrf: { trustedOrigins: ['*'] }
  }
};
