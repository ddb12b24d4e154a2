import { serve } from '#cli/serve.server.ts';
await serve();
console.log('ready');
