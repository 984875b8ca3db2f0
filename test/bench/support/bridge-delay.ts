import type { TimedPacket } from './rtp-recording.ts';
import { shiftMs } from './sound-signal.ts';
import { median } from './statistics.ts';

/**
 * What a path adds to sound. Both sides are played as a receiver would, decoded by the same decoder and started so that
 * the packets' median is in time; the delay is how much later the same waveform is heard on the second side.
 */
export function addedToSoundMs(sent: SideOfSound, received: SideOfSound): number {
  return playoutStart(received) - playoutStart(sent) + shiftMs(sent.pcm, received.pcm, 1_000);
}

export interface SideOfSound {
  packets: readonly TimedPacket[];
  clockRate: number;
  /** All packets decoded, 16 kHz mono s16le. */
  pcm: Buffer;
}

function playoutStart({ packets, clockRate }: SideOfSound): number {
  return median(packets.map(({ packet, atMs }) => atMs - mediaMs(packet, packets, clockRate)));
}

/** Since the first packet, by the RTP timestamps. */
function mediaMs(packet: Buffer, packets: readonly TimedPacket[], clockRate: number): number {
  const first = packets[0]?.packet ?? packet;
  return (((packet.readUInt32BE(4) - first.readUInt32BE(4)) | 0) * 1000) / clockRate;
}

/**
 * What a path adds to each picture: from its last packet in to its last packet out. Pictures are told by their timestamps
 * since the first, which both sides must have in common; the first second, in which processes warm up, does not count.
 */
export function addedToPicturesMs(
  sent: readonly TimedPacket[],
  received: readonly TimedPacket[],
  frameRate: number,
): number[] {
  const [whenSent, whenReceived] = [lastPackets(sent, frameRate), lastPackets(received, frameRate)];
  return [...whenReceived].flatMap(([frame, atMs]) => {
    const sentAt = whenSent.get(frame);
    return sentAt === undefined || frame < frameRate ? [] : [atMs - sentAt];
  });
}

function lastPackets(packets: readonly TimedPacket[], frameRate: number): Map<number, number> {
  const frameOf = (packet: Buffer) => Math.round((mediaMs(packet, packets, 90_000) * frameRate) / 1000);
  return new Map(packets.map(({ packet, atMs }) => [frameOf(packet), atMs]));
}
