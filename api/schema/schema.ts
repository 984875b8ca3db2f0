/** The executable schema: the SDL with our resolvers on it. */
import {
  buildSchema,
  type GraphQLFieldResolver,
  GraphQLScalarType,
  type GraphQLSchema,
  isAbstractType,
  isObjectType,
  isScalarType,
} from 'graphql';
import { sdl } from '../generated/sdl.ts';
import { resolvers } from './resolvers.ts';

type Resolve = GraphQLFieldResolver<unknown, unknown>;

export function createSchema(): GraphQLSchema {
  const schema = buildSchema(sdl);
  for (const [typeName, attached] of Object.entries(resolvers)) attach(schema, typeName, attached);
  return schema;
}

function attach(schema: GraphQLSchema, typeName: string, attached: object): void {
  const type = schema.getType(typeName);
  if (isScalarType(type) && attached instanceof GraphQLScalarType) {
    const { serialize, parseValue, parseLiteral } = attached;
    Object.assign(type, { serialize, parseValue, parseLiteral });
    return;
  }
  if (isAbstractType(type) && '__resolveType' in attached) {
    Object.assign(type, { resolveType: attached.__resolveType });
    return;
  }
  if (!isObjectType(type)) throw new Error(`resolvers for ${typeName}, which the SDL does not have`);
  const fields = type.getFields();
  for (const [fieldName, resolver] of Object.entries(attached)) {
    const field = fields[fieldName];
    if (!field) throw new Error(`a resolver for ${typeName}.${fieldName}, which the SDL does not have`);
    if (typeof resolver === 'function') field.resolve = resolver as Resolve;
    else field.subscribe = resolver.subscribe as Resolve;
  }
}
