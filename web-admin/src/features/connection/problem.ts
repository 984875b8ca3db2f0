/** Something that people should be told: the API's `Error` interface, and what the page itself finds wrong. */
export interface Problem {
  readonly code: string;
  readonly message: string;
  readonly remedy: string;
  /** When another try is worth it, in milliseconds from now. */
  readonly retryAfterMs?: number;
  /** Path of the offending input field, dot-separated. */
  readonly field?: string | null;
}

/** A mutation that was answered by one of its errors, or not at all. */
export class ProblemError extends Error {
  readonly problem: Problem;

  constructor(problem: Problem, options?: ErrorOptions) {
    super(`${problem.code}: ${problem.message}`, options);
    this.name = 'ProblemError';
    this.problem = problem;
  }
}

interface Answer {
  readonly __typename: string;
}

function isOf<A extends Answer, T extends A['__typename']>(
  answer: A,
  typename: T,
): answer is Extract<A, { __typename: T }> {
  return answer.__typename === typename;
}

function isProblem(answer: object): answer is Problem {
  return 'code' in answer && 'message' in answer && 'remedy' in answer;
}

/** The wanted member of a result union. Throws `ProblemError` for every other member. */
export function payloadOf<A extends Answer, T extends A['__typename']>(
  answer: A,
  typename: T,
): Extract<A, { __typename: T }> {
  if (isOf(answer, typename)) return answer;
  if (isProblem(answer)) throw new ProblemError(answer);
  throw new ProblemError(unexpected(`The server answered with ${answer.__typename}, which this page does not know.`));
}

/** For what nobody foresaw: bugs, masked server errors, a page older than the server. */
export function unexpected(message: string): Problem {
  return {
    code: 'UNEXPECTED',
    message,
    remedy: 'Reload the page. If it happens again, tell whoever runs this server.',
  };
}

/** Whatever was thrown, as something that can be shown. */
export function problemOf(thrown: unknown): Problem {
  if (thrown instanceof ProblemError) return thrown.problem;
  return unexpected(thrown instanceof Error ? thrown.message : String(thrown));
}
