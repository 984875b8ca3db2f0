import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { buffer } from 'node:stream/consumers';

/** RTP as it was sent or received: the packet, and when, in milliseconds of `performance.now()` or from the first. */
export interface TimedPacket {
  packet: Buffer;
  atMs: number;
}

/**
 * Runs a GStreamer pipeline that ends in a payloader, and gives its packets, each due when its timestamp says. Standard
 * input is what `fdsrc fd=0` reads; what was said on standard error and output tells the caps.
 */
export async function recordRtp(
  pipeline: string,
  clockRate: number,
  input: Buffer = Buffer.alloc(0),
): Promise<{ packets: TimedPacket[]; said: string }> {
  const child = spawn('gst-launch-1.0', ['-v', ...`${pipeline} ! rtpstreampay ! fdsink fd=3`.split(' ')], {
    stdio: ['pipe', 'pipe', 'ignore', 'pipe'],
  });
  child.stdin?.end(input);
  const framed = child.stdio[3];
  if (framed === null || framed === undefined || !('read' in framed) || child.stdout === null)
    throw new Error('no pipe');
  const [stream, said] = await Promise.all([buffer(framed), buffer(child.stdout), once(child, 'exit')]);

  const packets: TimedPacket[] = [];
  for (let at = 0; at + 2 <= stream.length; at += 2 + stream.readUInt16BE(at)) {
    const packet = stream.subarray(at + 2, at + 2 + stream.readUInt16BE(at));
    const first = packets[0]?.packet ?? packet;
    const ticks = (packet.readUInt32BE(4) - first.readUInt32BE(4)) >>> 0;
    packets.push({ packet, atMs: (ticks * 1000) / clockRate });
  }
  return { packets, said: said.toString() };
}

/** Decodes packets by GStreamer, as fast as it can, to 16 kHz mono s16le. */
export async function decodeSound(packets: readonly TimedPacket[], caps: string, decoder: string): Promise<Buffer> {
  const raw = 'audio/x-raw,format=S16LE,rate=16000,channels=1';
  const pipeline = `fdsrc fd=0 ! application/x-rtp-stream,${caps} ! rtpstreamdepay ! ${decoder} ! ${raw} ! fdsink fd=1`;
  const child = spawn('gst-launch-1.0', ['-q', ...pipeline.split(' ')], { stdio: ['pipe', 'pipe', 'ignore'] });
  for (const { packet } of packets) {
    const length = Buffer.alloc(2);
    length.writeUInt16BE(packet.length);
    child.stdin.write(Buffer.concat([length, packet]));
  }
  child.stdin.end();
  return await buffer(child.stdout);
}

/** Gives each packet to `send` when it is due, and tells when it really was. */
export async function replay(packets: readonly TimedPacket[], send: (packet: Buffer) => void): Promise<TimedPacket[]> {
  const start = performance.now();
  const sent: TimedPacket[] = [];
  for (const { packet, atMs } of packets) {
    const waitMs = start + atMs - performance.now();
    if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
    sent.push({ packet, atMs: performance.now() });
    send(packet);
  }
  return sent;
}
