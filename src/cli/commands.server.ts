/** The literal list of commands. */
import type { Command } from '#cli/command.ts';
import * as sites from '#events/sites.server.ts';

const siteCreate: Command = {
  words: ['site', 'create'],
  argument: 'NAME',
  options: {
    origin: { value: 'URL', required: true, many: true, meaning: 'address of the site, as in https://www.example.nl' },
    event: { value: 'NAME', many: true, meaning: 'an own event name besides the standard ones' },
    team: { value: 'TEAM', meaning: 'team that works on the site' }
  },
  scope: 'admin',
  meaning: 'Register a website and get its public key.',
  async *run({ argument, options }) {
    const site = await sites.create({
      name: argument,
      origins: [...(options['origin'] ?? [])],
      events: [...(options['event'] ?? [])],
      team: options['team']?.[0] ?? ''
    });
    yield { say: site.key };
  }
};

export const commands: readonly Command[] = [siteCreate];
