import { describe, expect, it } from '@jest/globals';
import { buildRtpPacket, parseRtpHeader } from '../../../../media/rtp/rtp-packet.ts';
import { parseTheoraConfiguration } from '../../../support/arena-mcu/gst-pipelines.ts';
import { createReception } from '../../../support/arena-mcu/reception.ts';
import { createRtpDeframer, frameRtp } from '../../../support/arena-mcu/rtp-framing.ts';

function headerOf(sequenceNumber: number, timestamp = 0) {
  const packet = buildRtpPacket({ payloadType: 97, sequenceNumber, timestamp, ssrc: 7, payload: Buffer.alloc(1) });
  const header = parseRtpHeader(packet);
  if (header === undefined) throw new Error('no header');
  return header;
}

describe('framed RTP', () => {
  it.each([1, 2, 3, 5, 1000])('comes out whole from chunks of %p octets', (size) => {
    const packets = [Buffer.from('first'), Buffer.alloc(0), Buffer.from('the second one')];
    const bytes = Buffer.concat(packets.map(frameRtp));
    const received: string[] = [];
    const deframe = createRtpDeframer((packet) => received.push(packet.toString()));
    for (let at = 0; at < bytes.length; at += size) deframe(bytes.subarray(at, at + size));
    expect(received).toEqual(['first', '', 'the second one']);
  });
});

describe("GStreamer's Theora configuration", () => {
  const line =
    '/GstPipeline:pipeline0/GstRtpTheoraPay:rtptheorapay0.GstPad:src: caps = application/x-rtp, media=(string)video, ';

  it('is read from the caps, without their escapes', () => {
    expect(parseTheoraConfiguration(`${line}configuration=(string)"AAA/+a\\=\\=", payload=(int)96\n`)).toBe('AAA/+a==');
  });

  it('is not taken from half a line', () => {
    expect(parseTheoraConfiguration(`${line}configuration=(string)"AAA/`)).toBeUndefined();
    expect(parseTheoraConfiguration('Setting pipeline to PAUSED ...\n')).toBeUndefined();
  });
});

describe('reception', () => {
  it('counts what is missing, over the wrap of the sequence numbers', () => {
    const reception = createReception(7, 16_000);
    const gaps = [65_533, 65_534, 1, 0, 2].map((number) => reception.receive(headerOf(number), 0));
    expect(gaps).toEqual([false, false, true, false, false]);
    expect(reception.lost()).toBe(1);
    expect(reception.reportBlock(0)).toMatchObject({
      ssrc: 7,
      cumulativeLost: 1,
      highestSequence: 65_538,
      fractionLost: 42,
    });
    reception.receive(headerOf(3), 0);
    expect(reception.reportBlock(0)).toMatchObject({ cumulativeLost: 1, fractionLost: 0 });
  });

  it('finds no jitter where packets come as regularly as they were made', () => {
    const reception = createReception(7, 16_000);
    for (let n = 0; n < 50; n += 1) reception.receive(headerOf(n, n * 320), n * 20);
    expect(reception.reportBlock(1000).jitter).toBe(0);
    reception.receive(headerOf(50, 50 * 320), 50 * 20 + 10);
    expect(reception.reportBlock(1000).jitter).toBe(10);
  });

  it('tells the last sender report, and how long ago it was', () => {
    const reception = createReception(7, 16_000);
    const counts = { packetCount: 1, octetCount: 1, rtpTimestamp: 0, reports: [] };
    const ntp = { ntpSeconds: 0x1234_5678, ntpFraction: 0x9abc_def0 };
    reception.senderReport({ kind: 'senderReport', ssrc: 7, ...counts, ...ntp }, 1000);
    expect(reception.reportBlock(1500)).toMatchObject({ lastSr: 0x5678_9abc, delaySinceLastSr: 32_768 });
  });
});
