import { beforeEach, describe, expect, it } from '@jest/globals';
import { buildSchema, GraphQLError, graphqlSync } from 'graphql';
import { createErrorMask } from '../../../../api/server/mask-errors.ts';
import { silentLog } from '../../../support/silent-log.ts';

const schema = buildSchema('type Query { whom(id: Int): String names: [String!] }');

describe('the error mask', () => {
  let logged: object[];
  beforeEach(() => {
    logged = [];
  });
  const mask = (error: unknown) =>
    createErrorMask({ ...silentLog, error: (fields: object) => logged.push(fields) })(error);
  const errorOf = (source: string, rootValue: object) => graphqlSync({ schema, source, rootValue }).errors?.[0];

  it('passes errors that we made on purpose', () => {
    const error = errorOf('{ whom }', {
      whom() {
        throw new GraphQLError('Not for you.', { extensions: { code: 'FORBIDDEN' } });
      },
    });
    expect(mask(error)).toMatchObject({ message: 'Not for you.', path: ['whom'], extensions: { code: 'FORBIDDEN' } });
    expect(logged).toEqual([]);
  });

  it('hides what a resolver threw by accident, and logs it once with its incident', () => {
    const bug = new TypeError('secret is not a function');
    const error = errorOf('{ whom }', {
      whom() {
        throw bug;
      },
    });
    const shown = mask(error);
    expect(shown.extensions?.['code']).toBe('INTERNAL_SERVER_ERROR');
    expect(JSON.stringify(shown)).not.toContain('secret');
    expect(logged).toEqual([{ err: bug, incidentId: shown.extensions?.['incidentId'], path: 'whom' }]);
  });

  it('tells what is wrong with variables, with a code', () => {
    const source = 'query ($id: Int!) { whom(id: $id) }';
    const error = graphqlSync({ schema, source, variableValues: { id: 'seven' } }).errors?.[0];
    expect(mask(error)).toMatchObject({
      message: expect.stringContaining('Int cannot represent'),
      extensions: { code: 'BAD_USER_INPUT' },
    });
  });

  it('hides what is not even an error', () => {
    expect(mask('a string').extensions?.['code']).toBe('INTERNAL_SERVER_ERROR');
    expect(logged).toHaveLength(1);
  });

  it('hides what graphql-js finds wrong in our own answer', () => {
    const error = errorOf('{ names }', { names: [null] });
    expect(mask(error).extensions?.['code']).toBe('INTERNAL_SERVER_ERROR');
  });

  it("tells what is wrong in the caller's document, without suggestions", () => {
    const error = errorOf('{ who }', {});
    expect(error?.message).toMatch(/Did you mean/);
    expect(mask(error)).toMatchObject({ message: 'Cannot query field "who" on type "Query".' });
  });
});
