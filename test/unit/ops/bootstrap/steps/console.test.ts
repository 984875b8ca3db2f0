import { describe, expect, it } from '@jest/globals';
import { isSource } from '../../../../../ops/bootstrap/steps/console.mjs';

describe('what the web pages are built from', () => {
  it.each(['web-admin/src/main.tsx', 'web-admin/index.html', 'api/schema/room/room.graphql', 'package-lock.json'])(
    '%s counts',
    (file) => expect(isSource(file)).toBe(true),
  );

  it.each(['web-admin/dist/index.html', 'api/schema/room/query-room.ts'])('%s does not count', (file) => {
    expect(isSource(file)).toBe(false);
  });
});
