import { Device, detectDevice, type types } from 'mediasoup-client';
import { Chrome74 } from 'mediasoup-client/handlers/Chrome74';
import { Chrome111 } from 'mediasoup-client/handlers/Chrome111';
import { Firefox120 } from 'mediasoup-client/handlers/Firefox120';
import { Safari12 } from 'mediasoup-client/handlers/Safari12';
import { ProblemError } from '../connection/problem.ts';

type Capabilities = ReturnType<types.HandlerFactory['getNativeRtpCapabilities']>;

const handlers: Record<string, typeof Chrome111 | typeof Chrome74 | typeof Firefox120 | typeof Safari12 | undefined> = {
  Chrome111,
  Chrome74,
  Firefox120,
  Safari12,
};

/**
 * Asks the browser for its codecs now (two peer connections, some ten milliseconds), so that a device made later, when
 * every millisecond counts, finds the answers ready. The returned function throws `ProblemError` where this is no
 * browser that mediasoup-client knows.
 */
export function prepareDevice(): () => types.Device {
  const handler = handlers[detectDevice() ?? ''];
  if (handler === undefined) {
    return () => {
      throw new ProblemError({
        code: 'BROWSER_NOT_SUPPORTED',
        message: 'This browser cannot take part in meetings.',
        remedy: 'Use a recent Chrome, Edge, Firefox or Safari.',
      });
    };
  }
  const factory = handler.createFactory({});
  const receives = factory.getNativeRtpCapabilities({ direction: 'recvonly' });
  const sends = factory.getNativeRtpCapabilities({ direction: 'sendonly' });
  // A failure is told by `Device.load`, to whom it matters.
  for (const answer of [receives, sends]) answer.catch(() => undefined);
  const getNativeRtpCapabilities = ({ direction }: types.HandlerGetNativeRtpCapabilitiesOptions): Capabilities =>
    direction === 'recvonly' ? receives : sends;
  return () => new Device({ handlerFactory: { ...factory, getNativeRtpCapabilities } });
}
