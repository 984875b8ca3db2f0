import { readFile } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import { completed, missingFromLock } from '../../../../../ops/bootstrap/npm/complete-lock.mjs';

const LOCK = {
  packages: {
    '': {},
    'node_modules/tool': {
      version: '2.0.0',
      dev: true,
      optionalDependencies: {
        'tool-linux-x64-gnu': '2.0.0',
        'tool-linux-arm64-musl': '2.0.0',
        'tool-win32-x64': '2.0.0',
      },
    },
    'node_modules/tool-linux-x64-gnu': { version: '2.0.0', dev: true, optional: true },
    'node_modules/tool/node_modules/tool-win32-x64': { version: '2.0.0', dev: true, optional: true },
  },
};

describe('a lockfile', () => {
  it('lacks the optional packages that neither the asker nor a folder above has', () => {
    expect(missingFromLock(LOCK)).toEqual([{ name: 'tool-linux-arm64-musl', version: '2.0.0', dev: true }]);
  });

  it('is completed with their version and platform', () => {
    const done = completed(LOCK);
    expect(missingFromLock(done)).toEqual([]);
    expect(done.packages['node_modules/tool-linux-arm64-musl']).toEqual({
      version: '2.0.0',
      dev: true,
      optional: true,
      os: ['linux'],
      cpu: ['arm64'],
      libc: ['musl'],
    });
  });

  it('of ours is complete, so that npm ci takes it (if not: node ops/bootstrap/npm/complete-lock.mjs)', async () => {
    expect(missingFromLock(JSON.parse(await readFile('package-lock.json', 'utf8')))).toEqual([]);
  });
});
