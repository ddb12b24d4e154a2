import adapter from '@sveltejs/adapter-node';
import { vitePreprocess } from '@sveltejs/vite-plugin-svelte';

/** @type {import('@sveltejs/kit').Config} */
export default {
  preprocess: vitePreprocess(),
  kit: {
    adapter: adapter({ precompress: true }),
    // For one page alone, which registers it itself.
    files: { serviceWorker: 'src/routes/interventions/contact/service-worker' },
    serviceWorker: { register: false },
    // Public doors check site keys and origins themselves; forms keep Kit's own check in hooks.server.ts.
    csrf: { trustedOrigins: ['*'] },
    csp: {
      mode: 'auto',
      directives: {
        'default-src': ['self'],
        'script-src': ['self'],
        'style-src': ['self'],
        // Charts place their parts by style attributes; style sheets come from ourselves only.
        'style-src-attr': ['unsafe-inline'],
        'img-src': ['self', 'data:'],
        'object-src': ['none'],
        'base-uri': ['none'],
        'form-action': ['self'],
        'frame-ancestors': ['none']
      }
    }
  }
};
