import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { configDocs } from '../../api/config.ts';
import { mediaConfigDocs } from '../../media/config.ts';

const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');

/** The table as the README must have it: paste it there when this test says so. */
function table(docs: readonly { name: string; default: string | undefined; about: string }[]): string {
  const rows = docs.map(
    ({ name, default: fallback, about }) =>
      `| \`${name}\` | ${fallback === undefined ? '' : `\`${fallback}\``} | ${about} |`,
  );
  return ['| variable | default | |', '|---|---|---|', ...rows].join('\n');
}

describe('the README', () => {
  it('has every setting of the API, as it is', () => {
    expect(readme).toContain(table(configDocs));
  });

  it('has every setting of a media node, as it is', () => {
    expect(readme).toContain(table(mediaConfigDocs));
  });
});
