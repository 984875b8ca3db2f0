import { GraphQLError, GraphQLScalarType, Kind, type ValueNode } from 'graphql';

const RFC3339 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/;
const MAX_UINT32 = 0xffff_ffff;

export const DateTime = new GraphQLScalarType<Date, string>({
  name: 'DateTime',
  serialize(value) {
    if (value instanceof Date) return value.toISOString();
    throw new TypeError('DateTime: expected a Date');
  },
  parseValue: parseDateTime,
  parseLiteral: (node) => parseDateTime(literal(node)),
});

export const UInt32 = new GraphQLScalarType<number, number>({
  name: 'UInt32',
  serialize: parseUInt32,
  parseValue: parseUInt32,
  parseLiteral: (node) => parseUInt32(literal(node)),
});

export const RtpParameterValue = new GraphQLScalarType<string | number, string | number>({
  name: 'RtpParameterValue',
  serialize: parseRtpParameterValue,
  parseValue: parseRtpParameterValue,
  parseLiteral: (node) => parseRtpParameterValue(literal(node)),
});

function parseDateTime(value: unknown): Date {
  if (typeof value === 'string' && RFC3339.test(value)) {
    const date = new Date(value);
    if (!Number.isNaN(date.getTime())) return date;
  }
  throw badScalar('Expected an instant as in RFC 3339, like "2026-11-23T05:09:04.000Z".');
}

function parseUInt32(value: unknown): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= MAX_UINT32) return value;
  throw badScalar(`Expected a whole number from 0 to ${MAX_UINT32}.`);
}

function parseRtpParameterValue(value: unknown): string | number {
  if (typeof value === 'string' || (typeof value === 'number' && Number.isSafeInteger(value))) return value;
  throw badScalar('Expected a string or a whole number.');
}

function literal(node: ValueNode): unknown {
  if (node.kind === Kind.INT) return Number(node.value);
  if (node.kind === Kind.STRING) return node.value;
  return undefined;
}

function badScalar(message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT' } });
}
