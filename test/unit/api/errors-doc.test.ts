import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { isEnumType } from 'graphql';
import { createSchema } from '../../../api/schema/schema.ts';
import { queryLimits } from '../../../api/server/query-limits.ts';

const read = (path: string) => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');
const doc = read('api/ERRORS.md');
const section = (title: string) => doc.split('\n## ').find((part) => part.startsWith(title)) ?? '';
const codesIn = (text: string) => [...text.matchAll(/^\| `([A-Z_]+)` \|/gm)].map(([, code]) => code);

describe('api/ERRORS.md', () => {
  it("tells every code of the SDL's ErrorCode, in its order, and no other", () => {
    const type = createSchema().getType('ErrorCode');
    if (!isEnumType(type)) throw new Error('ErrorCode is not an enum');
    expect(codesIn(section('Codes of `ErrorCode`'))).toEqual(type.getValues().map(({ name }) => name));
  });

  it('puts each code with the type that the SDL puts it with', () => {
    const schema = createSchema();
    for (const [, code, member] of section('Codes of `ErrorCode`').matchAll(/^\| `([A-Z_]+)` \| `(\w+)` \|/gm)) {
      const type = schema.getType(member ?? '');
      const description = type && 'getFields' in type ? type.getFields()['code']?.description : undefined;
      const promised = code?.endsWith('_NOT_FOUND') ? '`_NOT_FOUND`' : `\`${code}\``;
      expect([code, description]).toEqual([code, expect.stringContaining(promised)]);
    }
  });

  it('tells every other code that the server makes', () => {
    const sources = readdirSync(new URL('../../../api/server', import.meta.url)).map((name) =>
      read(`api/server/${name}`),
    );
    const made = sources.flatMap((source) =>
      [...source.matchAll(/(?:refusal\(|code = |code: |withCode\(error, )'([A-Z_]+)'/g)].map(([, code]) => code),
    );
    expect(made.length).toBeGreaterThan(8);
    const told = codesIn(section('Codes of requests'));
    for (const code of made) expect(told).toContain(code);
  });

  it('tells the limits as they are', () => {
    for (const limit of [queryLimits.tokens, queryLimits.fields, queryLimits.depth, queryLimits.aliases]) {
      expect(section('Codes of requests')).toContain(` ${limit} `);
    }
  });
});
