/** What a media node's refusal is to the client whose signalling it refused. */
import type { NodeProblem, NodeProblemCode } from '../../../media/contract/problems.ts';
import {
  type Conflict,
  conflict,
  type InvalidInput,
  type InvalidInputCode,
  type NotFound,
  nodeUnavailable,
  notFound,
  type Unavailable,
} from '../base/errors.ts';

export type Refusal = InvalidInput | NotFound | Conflict | Unavailable;

const INVALID: Partial<Record<NodeProblemCode, readonly [code: InvalidInputCode, remedy: string]>> = {
  BAD_COMMAND: ['INVALID_INPUT', 'Send what mediasoup-client made, unchanged.'],
  RTP_PARAMETERS_INVALID: [
    'RTP_PARAMETERS_INVALID',
    'Load `routerRtpCapabilities` into a mediasoup-client Device, and send the parameters that its transport makes.',
  ],
  CODEC_NOT_SUPPORTED: [
    'CODEC_NOT_SUPPORTED',
    'Use one of the codecs of the room’s `codecPolicy`, or a client that has them.',
  ],
};

/** Throws at `INTERNAL`: that is no doing of the client's. */
export function toRefusal({ code, message }: NodeProblem): Refusal {
  const invalid = INVALID[code];
  if (invalid !== undefined) return { kind: 'InvalidInputError', code: invalid[0], message, remedy: invalid[1] };
  switch (code) {
    // Nobody signals but from a seat: if the room is gone, so is the seat.
    case 'ROOM_NOT_FOUND':
    case 'PARTICIPANT_NOT_FOUND':
      return notFound('PARTICIPANT_NOT_FOUND');
    case 'TRANSPORT_NOT_FOUND':
    case 'STREAM_NOT_FOUND':
    case 'CONSUMER_NOT_FOUND':
      return notFound(code);
    case 'TRANSPORT_ALREADY_CONNECTED':
    case 'TRANSPORT_WRONG_DIRECTION':
      return conflict(code);
    case 'NODE_UNAVAILABLE':
      return nodeUnavailable();
    default:
      throw new Error(`the media node failed: ${code}: ${message}`);
  }
}

/** For commands that conflict with nothing. Throws where the node says they do. */
export function toPlainRefusal(problem: NodeProblem): Exclude<Refusal, Conflict> {
  const refusal = toRefusal(problem);
  if (refusal.kind === 'ConflictError') throw new Error(`the media node answered out of place: ${refusal.code}`);
  return refusal;
}
