/**
 * What a GraphQL request may ask for. One rule set for both transports: Apollo's plugins never see what comes over a
 * WebSocket, so Apollo's own validation is off and neither transport has rules of its own.
 */
import {
  type DocumentNode,
  type FragmentDefinitionNode,
  GraphQLError,
  type GraphQLSchema,
  Kind,
  parse,
  type SelectionSetNode,
  validate,
  visit,
} from 'graphql';
import type { Caller } from '../schema/caller.ts';

export const queryLimits = {
  /** Of an HTTP body and of a WebSocket message. */
  bytes: 256 * 1024,
  /** Lexical tokens in one document. */
  tokens: 2000,
  /** Fields in one document, as they are written. */
  fields: 300,
  /** Fields inside fields, fragments followed. */
  depth: 12,
  /** Aliased fields in one document, fragments followed. */
  aliases: 30,
  /** For a query or mutation to answer. */
  operationTimeoutMs: 10_000,
} as const;

/** What the rules need to know about who asks. */
export interface Asker {
  mayIntrospect: boolean;
}

export function mayIntrospect(caller: Caller): boolean {
  return caller.kind === 'admin';
}

export type ReadRequest = { ok: true; document: DocumentNode } | { ok: false; errors: readonly GraphQLError[] };

/** Everything that is checked before an operation runs. Documents that have passed are kept: clients repeat themselves. */
export interface RequestReader {
  read(query: string, asker: Asker): ReadRequest;
}

const KEPT_DOCUMENTS = 500;

export function createRequestReader(schema: GraphQLSchema): RequestReader {
  const kept = new Map<string, DocumentNode>();

  return {
    read(query, asker) {
      const known = kept.get(query);
      const request = known ? { ok: true as const, document: known } : parseValid(schema, query);
      if (!request.ok) return request;
      const excessive = limitProblems(request.document, asker);
      if (excessive.length > 0) return { ok: false, errors: excessive };
      if (!known) keep(kept, query, request.document);
      return request;
    },
  };
}

function keep(kept: Map<string, DocumentNode>, query: string, document: DocumentNode): void {
  const [oldest] = kept.keys();
  if (kept.size >= KEPT_DOCUMENTS && oldest !== undefined) kept.delete(oldest);
  kept.set(query, document);
}

function parseValid(schema: GraphQLSchema, query: string): ReadRequest {
  let document: DocumentNode;
  try {
    document = parse(query, { maxTokens: queryLimits.tokens });
  } catch (error) {
    if (error instanceof GraphQLError) return { ok: false, errors: [withCode(error, 'GRAPHQL_PARSE_FAILED')] };
    throw error;
  }
  const fields = fieldCount(document);
  if (fields > queryLimits.fields) {
    const message = `The document has ${fields} fields; ${queryLimits.fields} are allowed.`;
    return { ok: false, errors: [refusal('QUERY_TOO_LARGE', message)] };
  }
  const invalid = validate(schema, document);
  if (invalid.length === 0) return { ok: true, document };
  return { ok: false, errors: invalid.map((error) => withCode(error, 'GRAPHQL_VALIDATION_FAILED')) };
}

/** Counted before validation, whose time grows with the square of the fields that share a name. */
function fieldCount(document: DocumentNode): number {
  let fields = 0;
  visit(document, {
    Field() {
      fields += 1;
    },
  });
  return fields;
}

/** What a valid document does that it may not. Fragment cycles must have been refused before (validation does). */
function limitProblems(document: DocumentNode, asker: Asker): GraphQLError[] {
  const measure = createMeasure(document);
  const problems: GraphQLError[] = [];
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.OPERATION_DEFINITION) continue;
    const found = measure(definition.selectionSet);
    if (found.introspects && !asker.mayIntrospect) {
      problems.push(refusal('INTROSPECTION_DISABLED', 'Introspection is for admins.'));
    }
    if (found.depth > queryLimits.depth) {
      problems.push(
        refusal('QUERY_TOO_DEEP', `The operation is ${found.depth} fields deep; ${queryLimits.depth} are allowed.`),
      );
    }
    if (found.aliases > queryLimits.aliases) {
      problems.push(
        refusal(
          'QUERY_TOO_MANY_ALIASES',
          `The operation has ${found.aliases} aliases; ${queryLimits.aliases} are allowed.`,
        ),
      );
    }
  }
  return problems;
}

interface Measured {
  depth: number;
  aliases: number;
  introspects: boolean;
}

function createMeasure(document: DocumentNode): (selections: SelectionSetNode) => Measured {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  }
  const measuredFragments = new Map<string, Measured>();

  function measureFragment(name: string): Measured {
    const known = measuredFragments.get(name);
    if (known) return known;
    const fragment = fragments.get(name);
    const measured = fragment ? measure(fragment.selectionSet) : { depth: 0, aliases: 0, introspects: false };
    measuredFragments.set(name, measured);
    return measured;
  }

  function measure(selections: SelectionSetNode): Measured {
    const total: Measured = { depth: 0, aliases: 0, introspects: false };
    for (const selection of selections.selections) {
      const part = measureSelection(selection);
      total.depth = Math.max(total.depth, part.depth);
      total.aliases += part.aliases;
      total.introspects ||= part.introspects;
    }
    return total;
  }

  function measureSelection(selection: SelectionSetNode['selections'][number]): Measured {
    if (selection.kind === Kind.FRAGMENT_SPREAD) return measureFragment(selection.name.value);
    if (selection.kind === Kind.INLINE_FRAGMENT) return measure(selection.selectionSet);
    const aliases = selection.alias ? 1 : 0;
    // The schema's own shape is small and fixed, and the usual introspection query is deeper than any other.
    if (selection.name.value === '__schema' || selection.name.value === '__type') {
      return { depth: 1, aliases, introspects: true };
    }
    if (!selection.selectionSet) return { depth: 1, aliases, introspects: false };
    const inner = measure(selection.selectionSet);
    return { depth: inner.depth + 1, aliases: aliases + inner.aliases, introspects: inner.introspects };
  }

  return measure;
}

function refusal(code: string, message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code } });
}

function withCode(error: GraphQLError, code: string): GraphQLError {
  return new GraphQLError(error.message, {
    nodes: error.nodes ?? null,
    source: error.source ?? null,
    positions: error.positions ?? null,
    path: error.path ?? null,
    extensions: { ...error.extensions, code },
  });
}
