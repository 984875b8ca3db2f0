/** What mediasoup's exceptions mean to whoever gave the command. */
import { NodeRefusal } from '../contract/problems.ts';

/**
 * Runs a mediasoup call that takes a client's RTP parameters, and tells the client's faults from ours. mediasoup throws
 * `UnsupportedError` for codecs, `TypeError` for shapes, and the worker a plain `Error` for SSRCs, MIDs and RIDs in use.
 */
export async function refusingBadParameters<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    // The worker has closed the transport or the stream while it was asked.
    if (error.name === 'NotFoundError') {
      throw new NodeRefusal('TRANSPORT_NOT_FOUND', 'the transport was closed in the meantime', { cause: error });
    }
    if (error.name === 'UnsupportedError') {
      throw new NodeRefusal('CODEC_NOT_SUPPORTED', error.message, { cause: error });
    }
    if (error instanceof TypeError || error.message.includes('already exists in RTP listener')) {
      throw new NodeRefusal('RTP_PARAMETERS_INVALID', error.message, { cause: error });
    }
    throw error;
  }
}
