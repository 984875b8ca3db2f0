/** Transports live in the node alone: nothing of them is kept. */
import { fail, ok } from '../base/errors.ts';
import { transportIds } from '../base/ids.ts';
import type { MediaNode } from '../node/ports.ts';
import { toPlainRefusal, toRefusal } from '../node/refusals.ts';
import { NODE_DIRECTION } from '../stream/from-contract.ts';
import type { Signalling } from '../use-cases.ts';

type Transports = Pick<Signalling, 'createTransport' | 'connectTransport' | 'restartIce'>;

export function createTransports({ node }: { node: MediaNode }): Transports {
  return {
    async createTransport(seat, { direction }) {
      const made = await node.request('createTransport', { ...seat, direction: NODE_DIRECTION[direction] });
      if (!made.ok) return fail(toPlainRefusal(made.problem));
      return ok({ ...made.value, transportId: transportIds.of(made.value.transportId) });
    },
    async connectTransport(seat, { transportId, dtlsParameters }) {
      const connected = await node.request('connectTransport', { ...seat, transportId, dtlsParameters });
      return connected.ok ? ok({ transportId }) : fail(toRefusal(connected.problem));
    },
    async restartIce(seat, { transportId }) {
      const restarted = await node.request('restartIce', { ...seat, transportId });
      return restarted.ok ? ok(restarted.value) : fail(toPlainRefusal(restarted.problem));
    },
  };
}
