/** What our code asks of a logger: pino has it. Values from peers go in `fields`, never in `message`, so that they are escaped. */
export interface Log {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}
