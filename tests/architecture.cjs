/** The architecture as two arrays in order, and the import rules that follow from them (for dependency-cruiser). */

/** The river: a room imports only rooms to its left, and the bedrock. */
const RIVER = [
  'organisations',
  'events',
  'surveys',
  'adoption',
  'motives',
  'interventions',
  'experiments',
  'moments',
  'reports'
];

/** The bedrock knows no room; each of these imports only those to its left. */
const BEDROCK = ['statistics', 'time', 'ui', 'refusal.ts', 'environment.ts', 'store', 'files'];

/** Beside the river: what each may import besides the bedrock, and from where alone it may be imported. */
const BESIDE = {
  accounts: { imports: [], importedBy: ['routes', 'hooks.server.ts', 'cli', 'example'] },
  example: { imports: [...RIVER, 'accounts'], importedBy: ['routes', 'hooks.server.ts', 'cli'] },
  schedule: { imports: RIVER, importedBy: ['routes', 'hooks.server.ts', 'cli'] }
};

/** Where everything comes together; these may import all. */
const DOORS = ['routes', 'hooks.server.ts', 'cli', 'app.d.ts'];

const VAGUE = 'lib|utils?|helpers?|common|misc|types|services?|models?|core';

/** A place is a folder of src with its questions in clickhouse/queries, or a file of src. */
const within = (places) =>
  places.map((place) => (place.includes('.') ? `^src/${place}$` : `^(src|clickhouse/queries)/${place}/`));
const ours = '^(src|clickhouse)/';

const mayImport = (place, places) => ({
  name: `${place}-looks-only-upstream`,
  comment: `${place} may import: ${places.join(', ') || 'nothing of ours'}`,
  severity: 'error',
  from: { path: within([place]) },
  to: { path: ours, pathNot: within([place, ...places]) }
});

const rooms = [...RIVER, ...Object.keys(BESIDE)];
const everywhere = [...rooms, ...BEDROCK, ...DOORS, 'tracker'];

module.exports = {
  forbidden: [
    ...RIVER.map((room, index) => mayImport(room, [...BEDROCK, ...RIVER.slice(0, index)])),
    ...BEDROCK.filter((place) => place !== 'store').map((place) =>
      mayImport(place, BEDROCK.slice(0, BEDROCK.indexOf(place)))
    ),
    {
      ...mayImport('store', BEDROCK.slice(0, BEDROCK.indexOf('store'))),
      to: {
        path: ours,
        pathNot: [...within(BEDROCK.slice(0, BEDROCK.indexOf('store') + 1)), '^clickhouse/migrations/']
      }
    },
    ...Object.entries(BESIDE).flatMap(([place, { imports, importedBy }]) => [
      mayImport(place, [...BEDROCK, ...imports]),
      {
        name: `${place}-is-known-to-few`,
        comment: `only ${importedBy.join(', ')} may import ${place}`,
        severity: 'error',
        from: { path: '^src/', pathNot: within([place, ...importedBy, 'app.d.ts']) },
        to: { path: within([place]) }
      }
    ]),
    {
      name: 'doors-are-not-imported',
      comment: 'routes, hooks and the command line use the rooms, never the other way round',
      severity: 'error',
      from: { path: '^src/', pathNot: within(DOORS) },
      to: { path: within(DOORS) }
    },
    {
      name: 'tracker-carries-nothing',
      comment: 'the tracker runs on other people’s pages: types, and the assignment of experiments, nothing else',
      severity: 'error',
      from: { path: within(['tracker']) },
      to: { pathNot: [...within(['tracker']), '^src/experiments/assignment\\.ts$'], dependencyTypesNot: ['type-only'] }
    },
    {
      name: 'assignment-imports-nothing',
      comment: 'because the tracker carries it along',
      severity: 'error',
      from: { path: '^src/experiments/assignment\\.ts$' },
      to: { pathNot: '^$' }
    },
    {
      name: 'only-store-knows-drivers',
      comment: 'a database is reached through src/store',
      severity: 'error',
      from: { path: '^src/', pathNot: within(['store']) },
      to: {
        path: [
          '^(node_modules/)?(chdb|@clickhouse/client(-common|-web)?|@electric-sql/pglite|pg)(/|$)',
          '^(node_modules/)?drizzle-orm/(pglite|node-postgres)(/|$)'
        ]
      }
    },
    {
      name: 'only-accounts-knows-lucia',
      comment: 'the login library is in maintenance and stays replaceable',
      severity: 'error',
      from: { path: '^src/', pathNot: within(['accounts']) },
      to: { path: '^(node_modules/)?(lucia|@lucia-auth/[^/]+)(/|$)' }
    },
    {
      name: 'pure-imports-no-server-file',
      comment: 'a noun or a picture runs anywhere: what touches a store is handed to it',
      severity: 'error',
      from: {
        path: within([...rooms, ...BEDROCK, 'tracker']),
        pathNot: ['\\.server\\.ts$', '^src/environment\\.ts$', '\\.js$']
      },
      to: { path: '\\.server\\.ts$' }
    },
    {
      name: 'pure-imports-no-node',
      comment: 'a noun or a picture runs anywhere, also in a browser',
      severity: 'error',
      from: {
        path: within([...rooms, ...BEDROCK, 'tracker']),
        pathNot: ['\\.server\\.ts$', '^src/environment\\.ts$', '\\.js$']
      },
      to: { dependencyTypes: ['core'] }
    },
    {
      name: 'pages-import-no-server-file',
      comment: 'what a browser gets asks its load function',
      severity: 'error',
      from: { path: '\\.svelte$' },
      to: { path: '\\.server\\.ts$' }
    },
    {
      name: 'no-cycles',
      comment: 'a river has no whirlpools',
      severity: 'error',
      from: { path: '^src/' },
      to: { circular: true }
    },
    {
      name: 'resolves',
      comment: 'an import of ours that leads nowhere is a mistake in its path',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, path: '^(#|\\.)', pathNot: ['/\\$types', '^#ui/paraglide/'] }
    },
    {
      name: 'named-for-what-it-is',
      comment: `no file or folder is called ${VAGUE.replaceAll('?', '').replaceAll('|', ', ')}: such names draw in everything`,
      severity: 'error',
      from: {},
      module: { path: `^(src|tests|clickhouse)/(.*/)?(${VAGUE})(/|\\.[^/]+$)`, numberOfDependentsLessThan: 100 }
    },
    {
      name: 'belongs-to-a-place',
      comment: 'a folder in src is a room of the river, bedrock, beside the river or a door: add it to the lists above',
      severity: 'error',
      from: {},
      module: { path: '^src/', pathNot: [...within(everywhere), '^src/app\\.html$'], numberOfDependentsLessThan: 100 }
    }
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^src/ui/paraglide/' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'svelte', 'types']
    }
  }
};
