import { beforeAll, describe, expect, it } from '@jest/globals';
import { buildSchema, getIntrospectionQuery } from 'graphql';
import { createRequestReader, queryLimits, type RequestReader } from '../../../../api/server/query-limits.ts';

const anybody = { mayIntrospect: false };
const admin = { mayIntrospect: true };

describe('query limits', () => {
  let requests: RequestReader;
  beforeAll(() => {
    requests = createRequestReader(buildSchema('type Query { self: Query name: String many(ids: [Int!]): String }'));
  });

  const codes = (query: string, asker = anybody) => {
    const request = requests.read(query, asker);
    return request.ok ? [] : request.errors.map((error) => error.extensions['code']);
  };
  const nested = (depth: number) => `${'{ self '.repeat(depth - 1)}{ name }${' }'.repeat(depth - 1)}`;
  const aliased = (count: number) => Array.from({ length: count }, (_, at) => `a${at}: name`).join(' ');

  it('let ordinary operations through', () => {
    expect(codes('query One { self { ...F } } fragment F on Query { name }')).toEqual([]);
  });

  it('refuse what is no GraphQL or not of this schema', () => {
    expect(codes('{ name')).toEqual(['GRAPHQL_PARSE_FAILED']);
    expect(codes('{ surname }')).toEqual(['GRAPHQL_VALIDATION_FAILED']);
  });

  it(`allow a depth of ${queryLimits.depth} and no more`, () => {
    expect(codes(nested(queryLimits.depth))).toEqual([]);
    expect(codes(nested(queryLimits.depth + 1))).toEqual(['QUERY_TOO_DEEP']);
  });

  it('count depth through fragments', () => {
    const half = queryLimits.depth / 2;
    const deep = `{ ${'self { '.repeat(half)} ...F ${'}'.repeat(half)} } fragment F on Query ${nested(half + 1)}`;
    expect(codes(deep)).toEqual(['QUERY_TOO_DEEP']);
  });

  it(`allow ${queryLimits.aliases} aliases and no more`, () => {
    expect(codes(`{ ${aliased(queryLimits.aliases)} }`)).toEqual([]);
    expect(codes(`{ ${aliased(queryLimits.aliases + 1)} }`)).toEqual(['QUERY_TOO_MANY_ALIASES']);
  });

  it('count the aliases of a fragment each time that it is spread', () => {
    const spread = `{ self { ...F } again: self { ...F } } fragment F on Query { ${aliased(queryLimits.aliases / 2)} }`;
    expect(codes(spread)).toEqual(['QUERY_TOO_MANY_ALIASES']);
  });

  it(`allow ${queryLimits.tokens} tokens and no more`, () => {
    const withTokens = (tokens: number) => `{ many(ids: [${'1 '.repeat(tokens - 9)}]) }`;
    expect(codes(withTokens(queryLimits.tokens))).toEqual([]);
    expect(codes(withTokens(queryLimits.tokens + 1))).toEqual(['GRAPHQL_PARSE_FAILED']);
  });

  it(`allow ${queryLimits.fields} fields and no more`, () => {
    expect(codes(`{ ${'name '.repeat(queryLimits.fields)} }`)).toEqual([]);
    expect(codes(`{ ${'name '.repeat(queryLimits.fields + 1)} }`)).toEqual(['QUERY_TOO_LARGE']);
  });

  it('hold for a document that has passed before, by another caller', () => {
    expect(codes('{ __schema { description } }', admin)).toEqual([]);
    expect(codes('{ __schema { description } }')).toEqual(['INTROSPECTION_DISABLED']);
  });

  it('refuse fragments that spread each other', () => {
    expect(codes('{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }')).toContain(
      'GRAPHQL_VALIDATION_FAILED',
    );
  });

  it('let only admins introspect, by whatever way', () => {
    expect(codes(getIntrospectionQuery())).toEqual(['INTROSPECTION_DISABLED']);
    expect(codes('{ ...F } fragment F on Query { ... { __type(name: "Query") { name } } }')).toEqual([
      'INTROSPECTION_DISABLED',
    ]);
    expect(codes(getIntrospectionQuery(), admin)).toEqual([]);
    expect(codes('{ __typename }')).toEqual([]);
  });
});
