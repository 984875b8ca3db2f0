/**
 * What callers get to see of an error. GraphQL errors that we or graphql-js made on purpose pass; everything else is a bug
 * or a dead dependency: it is logged once, with its cause, and told as an incident.
 */
import { randomUUID } from 'node:crypto';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import type { Log } from '../../media/contract/log.ts';

export type MaskError = (error: unknown) => GraphQLFormattedError;

export function createErrorMask(log: Log): MaskError {
  return function maskError(error) {
    if (error instanceof GraphQLError) {
      if (isOnPurpose(error)) return withCode(withoutSuggestions(error.toJSON()));
      return incident(error.originalError ?? error, error);
    }
    return incident(error);
  };

  function incident(cause: unknown, located?: GraphQLError): GraphQLFormattedError {
    const incidentId = randomUUID();
    log.error({ err: cause, incidentId, path: located?.path?.join('.') }, 'an operation failed');
    return {
      message: `Something went wrong on our side. Tell the operators the incident id ${incidentId}.`,
      ...(located?.locations ? { locations: located.locations } : {}),
      ...(located?.path ? { path: located.path } : {}),
      extensions: { code: 'INTERNAL_SERVER_ERROR', incidentId },
    };
  }
}

/** Whatever a resolver threw is wrapped, with `originalError`; errors of parsing and validating have none. */
function isOnPurpose(error: GraphQLError): boolean {
  let cause: Error | undefined = error;
  while (cause instanceof GraphQLError) {
    if (!cause.originalError) return cause.extensions['code'] !== 'INTERNAL_SERVER_ERROR';
    cause = cause.originalError;
  }
  return false;
}

/** graphql-js names fields and types that the caller may not have known of. */
function withoutSuggestions(error: GraphQLFormattedError): GraphQLFormattedError {
  return { ...error, message: error.message.replace(/ ?Did you mean [\s\S]*\?$/, '') };
}

/** Everything else that graphql-js finds wrong while it runs an operation is in the variables. */
function withCode(error: GraphQLFormattedError): GraphQLFormattedError {
  return { ...error, extensions: { code: 'BAD_USER_INPUT', ...error.extensions } };
}
