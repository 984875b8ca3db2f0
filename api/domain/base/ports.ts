/** What use-cases of every noun ask of their surroundings. */
export type { Log } from '../../../media/contract/log.ts';

export interface Clock {
  now(): Date;
}

export interface Random {
  /** A version 7 UUID (RFC 9562), each greater than the one before. */
  uuid(): string;
  /** A CNAME that tells nothing of its owner: 96 random bits (RFC 7022, section 4.2). */
  cname(): string;
}
